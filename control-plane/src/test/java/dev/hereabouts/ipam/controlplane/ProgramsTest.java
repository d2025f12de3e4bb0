package dev.hereabouts.ipam.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The programs of a control plane")
final class ProgramsTest {
  private static final String BUILDS =
      """
      echo "$@" >> "$0.runs"
      while [ "$1" != -o ]; do shift; done
      test -s go.mod && test -s go.sum && cp "$0" "$2"
      """;
  private static final String FAILS =
      """
      echo "$@" >> "$0.runs"
      echo downloading
      echo "no network today" >&2
      exit 3
      """;

  @TempDir private Path home;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  @DisplayName("come from KUBEBUILDER_ASSETS when it is set, whatever the cache holds")
  void assets() throws Exception {
    program(cached(Program.ETCD), "");
    Path given = program(home.resolve("assets/etcd"), "");
    Programs programs = programs(Map.of("KUBEBUILDER_ASSETS", home.resolve("assets").toString()));

    assertThat(programs.find(Program.ETCD)).isEqualTo(given);
    assertThat(programs.unavailable(Program.ETCD)).isEmpty();
    assertThat(programs.unavailable(Program.ETCD, Program.KUBE_APISERVER))
        .contains(
            "KUBEBUILDER_ASSETS is %s/assets, and there is no program kube-apiserver in it"
                .formatted(home));
  }

  @Test
  @DisplayName("come from the cache without any Go")
  void cache() throws Exception {
    Path cached = program(cached(Program.ETCD), "");

    assertThat(programs(Map.of()).find(Program.ETCD)).isEqualTo(cached);
  }

  @Test
  @DisplayName("are missing, with the reason, where nothing is cached and there is no Go")
  void noGo() {
    assertThat(programs(Map.of()).unavailable(Program.KUBECTL))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("kubectl", "install Go", "KUBEBUILDER_ASSETS"));
  }

  @Test
  @DisplayName("are built into the cache once, and say so")
  void build() throws Exception {
    Path go = program(home.resolve("bin/go"), BUILDS);
    Map<String, String> environment = Map.of("PATH", "/nowhere:" + home.resolve("bin"));

    Path built = programs(environment).find(Program.KUBE_APISERVER);
    Path found = programs(environment).find(Program.KUBE_APISERVER);

    assertThat(built).isEqualTo(found).isEqualTo(cached(Program.KUBE_APISERVER)).isExecutable();
    assertThat(runs(go))
        .singleElement()
        .asString()
        .contains("gitVersion=" + Program.KUBE_APISERVER.version())
        .endsWith(" k8s.io/kubernetes/cmd/kube-apiserver");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("control plane: building kube-apiserver v", "five minutes");
    assertThat(built.getParent()).isDirectoryNotContaining(file -> !file.equals(built));
  }

  @Test
  @DisplayName("are built by one at a time")
  void buildersAtOnce() throws Exception {
    Path go = program(home.resolve("bin/go"), "sleep 0.5\n" + BUILDS);
    Map<String, String> environment = Map.of("PATH", home.resolve("bin").toString());
    Callable<Path> find = () -> programs(environment).find(Program.ETCD);

    try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Path> each : two.invokeAll(List.of(find, find))) {
        assertThat(each.get()).isExecutable();
      }
    }

    assertThat(runs(go)).hasSize(1);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("waiting for another");
  }

  @Test
  @DisplayName("that can't be built leave the end of the output as the reason, and no file")
  void failedBuild() throws Exception {
    Path go = program(home.resolve("bin/go"), FAILS);
    Programs programs = programs(Map.of("PATH", home.resolve("bin").toString()));

    assertThatThrownBy(() -> programs.find(Program.ETCD))
        .isInstanceOf(ProgramUnavailableException.class)
        .hasMessageContaining("building etcd " + Program.ETCD.version() + " failed")
        .hasMessageContaining("go ended with 3")
        .hasMessageEndingWith("downloading\nno network today");
    assertThat(programs.unavailable(Program.ETCD)).isPresent();

    assertThat(runs(go)).as("a failed build is not tried for every test").hasSize(1);
    assertThat(cached(Program.ETCD).getParent()).isEmptyDirectory();
  }

  private Programs programs(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString()));
    environment.putAll(more);
    return new Programs(environment, new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private Path cached(Program program) {
    return home.resolve(".cache/hereabouts/bin")
        .resolve(program.fileName() + "-" + program.version())
        .resolve(program.fileName());
  }

  private static Path program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static List<String> runs(Path go) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(go + ".runs"))) {
      return lines.toList();
    }
  }
}

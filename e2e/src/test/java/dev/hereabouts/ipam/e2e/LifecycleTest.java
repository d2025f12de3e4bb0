package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and ending the service, its socket and its store. */
final class LifecycleTest {
  private static final String CONFIG = Networks.range("net-a", "10.0.0.0/24");
  private static final Attachment ATTACHMENT =
      new Attachment("c1", "net1", Pod.of("lifecycle", "default", "p1"));

  @TempDir Path directory;

  @Test
  void aSecondServiceOnTheSameStoreIsRefusedAndTheFirstGoesOn()
      throws IOException, InterruptedException {
    try (Standalone first = Standalone.start(directory)) {
      Path own = Files.createDirectory(directory.resolve("second"));
      Path store = directory.resolve("store");
      try (Standalone second = Standalone.launch(own, own.resolve("s"), store)) {
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.log()).contains(store.toString(), "another process");
        assertThat(own.resolve("s")).doesNotExist();
      }
      assertThat(add(first)).isEqualTo("10.0.0.1");
    }
  }

  @Test
  void aSecondServiceOnTheSameSocketIsRefusedAndTheFirstGoesOn()
      throws IOException, InterruptedException {
    try (Standalone first = Standalone.start(directory)) {
      Path own = Files.createDirectory(directory.resolve("second"));
      try (Standalone second = Standalone.launch(own, first.socket(), own.resolve("store"))) {
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.log()).contains(first.socket().toString(), "another process serves");
      }
      assertThat(add(first)).isEqualTo("10.0.0.1");
    }
  }

  @Test
  void sigtermEndsItAndRemovesItsSocketAndWhatItGaveIsKept()
      throws IOException, InterruptedException {
    try (Standalone standalone = Standalone.start(directory);
        SocketConnection idle = standalone.connect()) {
      assertThat(idle.get("/healthz")).isEqualTo("ok\n");
      assertThat(add(standalone)).isEqualTo("10.0.0.1");
      assertThat(standalone.terminate()).isIn(0, 143);
      assertThat(standalone.socket()).doesNotExist();
    }
    try (Standalone next = Standalone.start(directory)) {
      assertThat(next.entries()).extracting(HeldAddress::address).containsExactly("10.0.0.1");
    }
  }

  @Test
  void aSocketLeftByAKilledServiceDoesNotHinderTheNext() throws IOException, InterruptedException {
    try (Standalone killed = Standalone.start(directory)) {
      assertThat(add(killed)).isEqualTo("10.0.0.1");
      killed.kill();
      assertThat(killed.socket()).exists();
      killed
          .callThroughShim(CniCall.add(ATTACHMENT, CONFIG))
          .isError(11, killed.socket().toString());
    }
    try (Standalone next = Standalone.start(directory)) {
      assertThat(next.entries()).extracting(HeldAddress::address).containsExactly("10.0.0.1");
      assertThat(add(next)).isEqualTo("10.0.0.1");
    }
  }

  @Test
  void onlyTheOwnerOpensTheSocket() throws IOException, InterruptedException {
    try (Standalone standalone = Standalone.start(directory)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(standalone.socket())))
          .isEqualTo("rw-------");
      assumeTrue(
          asNobody(Map.of(), "true").isSuccess(), "acting as another user needs root and setpriv");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path shim = Files.copy(Installation.shim(), directory.resolve("shim"));
      Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
      Map<String, String> variables = new TreeMap<>(CniCall.add(ATTACHMENT, CONFIG).variables());
      variables.put("HEREABOUTS_SOCKET", standalone.socket().toString());

      asNobody(variables, shim.toString()).isError(11, "ermission denied");
      assertThat(standalone.entries()).isEmpty();
    }
  }

  private static String add(Standalone standalone) throws IOException, InterruptedException {
    return standalone.callThroughShim(CniCall.add(ATTACHMENT, CONFIG)).address();
  }

  /** Runs a program as the user nobody. */
  private static Answer asNobody(Map<String, String> variables, String program)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash", "-c", "setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\"", program)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), stdout);
  }
}

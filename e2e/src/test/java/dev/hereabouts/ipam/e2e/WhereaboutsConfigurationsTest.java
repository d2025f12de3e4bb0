package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.e2e.CaseFile.Case;
import dev.hereabouts.ipam.e2e.CaseFile.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Configurations written for whereabouts, and what each must answer through the shim.
 *
 * <p>Cases that name nodes are for {@link WhereaboutsConfigurationsInClusterTest} alone.
 *
 * <p>Starting a service costs about a second of processor time, so that all cases share one: after
 * each case a DEL of all that is held must leave nothing. The pods' UIDs are different ones in each
 * case, for a node remembers the deleted sandboxes of a pod. Where a call says no UID, or something
 * is imported before, the case has a service of its own.
 */
final class WhereaboutsConfigurationsTest {
  @TempDir static Path directory;
  private static Standalone shared;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    shared = Standalone.start(Files.createDirectory(directory.resolve("shared")));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @TestFactory
  Stream<DynamicContainer> answersAsTheCaseSays() throws IOException {
    List<CaseFile> files = CaseFile.all();
    assertThat(files.stream().flatMap(file -> file.cases().stream()).map(Case::name))
        .doesNotHaveDuplicates();
    return files.stream()
        .map(file ->
            DynamicContainer.dynamicContainer(
                file.subject(),
                file.cases().stream()
                    .filter(one -> !one.namesNodes())
                    .map(one -> DynamicTest.dynamicTest(one.name(), () -> run(one)))));
  }

  private static void run(Case one) throws IOException, InterruptedException {
    if (!one.isOfPodsWithoutUid() && one.seed() == null) {
      try {
        run(one, shared);
      } finally {
        releaseAll(shared);
      }
      return;
    }
    Path home = Files.createDirectory(directory.resolve(one.name()));
    if (one.seed() != null) {
      seed(one.seed(), home);
    }
    try (Standalone own = Standalone.start(home)) {
      run(one, own);
    }
  }

  private static void run(Case one, Standalone standalone)
      throws IOException, InterruptedException {
    assertThat(standalone.entries().isEmpty()).isEqualTo(one.seed() == null);
    Path flatFile = standalone.directory().resolve(one.name() + ".conf");
    if (one.flatFile() != null) {
      Files.writeString(flatFile, one.flatFile());
    }
    for (Step step : one.steps()) {
      step.expectation()
          .check(standalone.callThroughShim(step.call().naming("${FLAT_FILE}", flatFile)));
    }
  }

  private static void seed(Seed seed, Path home) throws IOException, InterruptedException {
    Path objects = Files.writeString(home.resolve("objects.json"), seed.file());
    Command.run(
            60,
            Map.of("HEREABOUTS_NO_BUILD", "1", "JAVA_HOME", System.getProperty("java.home")),
            List.of(
                Installation.launcher().toString(),
                "import",
                "whereabouts",
                "-f",
                objects.toString(),
                "--store",
                home.resolve("store").toString(),
                "--yes"))
        .succeeded();
  }

  private static void releaseAll(Standalone standalone) throws IOException {
    try (SocketConnection connection = standalone.connect()) {
      for (HeldAddress held : connection.entries()) {
        Attachment attachment =
            new Attachment(held.containerId(), held.ifName(), Pod.of("clean-up", "any", "any"));
        connection.call(CniCall.del(attachment, "{\"name\":\"any\"}")).isSilentSuccess();
      }
      assertThat(connection.entries()).isEmpty();
    }
  }
}

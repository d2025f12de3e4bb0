package dev.hereabouts.ipam.server.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.Main;
import dev.hereabouts.ipam.server.SocketCalls;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.node.Standalone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** With {@code -Dgolden.write=true} the golden files are written instead, and the test fails. */
@DisplayName("import whereabouts, into the embedded store,")
final class ImportWhereaboutsTest {
  private static final Path FOLDER = Path.of("src/test/resources/whereabouts");
  private static final String OBJECTS = FOLDER.resolve("old-objects.yaml").toString();
  private static final boolean WRITES = Boolean.getBoolean("golden.write");

  @TempDir private Path directory;

  private record Ran(int exit, String out, String err) {}

  @Test
  @DisplayName(
      "plans, imports, verifies, finds all of it when it is run again, and can be given back")
  void story() throws Exception {
    Ran plan = run("import", "whereabouts", "-f", OBJECTS, "--store", store(), "--records");
    golden("plan", plan.out());
    assertThat(plan.exit()).isZero();
    assertThat(Path.of(store())).doesNotExist();
    assertThat(run("export", "whereabouts", "--store", store()).exit()).isOne();
    assertThat(Path.of(store())).doesNotExist();

    Ran imported = run("import", "whereabouts", "-f", OBJECTS, "--store", store(), "--yes");
    golden("imported", imported.out().substring(imported.out().indexOf("\nimported ") + 1));
    assertThat(imported.exit()).isZero();

    Ran again = run("import", "whereabouts", "-f", OBJECTS, "--store", store(), "--yes");
    assertThat(again.out())
        .contains("0 addresses to import, 16 here already, 0 left out")
        .contains("imported 0 addresses; verified 16 of 16")
        .contains("slices: 2 nodes of 192.168.0.0/24 in sliced: 0 to import, 2 here already")
        .contains("imported 0 slices; verified 2 of 2");
    Ran exported = run("export", "whereabouts", "--store", store());
    golden("exported.yaml", exported.out());
    golden("export-notes", exported.err());
    assertThat(WRITES).as("golden files were written; look at what changed").isFalse();
  }

  @Test
  @DisplayName("leaves the right ones to be freed by DEL, and its own to each pod's next ADD")
  void serves() throws Exception {
    run("import", "whereabouts", "-f", OBJECTS, "--store", store(), "--yes");
    Path socket = directory.resolve("s");
    try (Standalone _ = Standalone.start(socket, Path.of(store()), "node-a")) {
      SocketCalls calls = new SocketCalls(socket);
      calls.delete("web-1", "c-web-1", "net1", "{\"cniVersion\":\"1.0.0\",\"name\":\"a\"}");
      calls.delete("old", "c-old", "eth7", "{\"cniVersion\":\"1.0.0\",\"name\":\"a\"}");
      calls.delete("twice-a", "c-twice-a", "net1", "{\"cniVersion\":\"1.0.0\",\"name\":\"a\"}");

      Ran listed =
          run("list", "--socket", socket.toString(), "--range", "10.0.0.0/24", "--space", "-");
      assertThat(listed.out().lines().skip(1).map(line -> line.substring(0, line.indexOf(' '))))
          .containsExactly("10.0.0.1", "10.0.0.3", "10.0.0.9", "10.0.0.40");
      assertThat(run("show", "--socket", socket.toString(), "10.0.0.7").out())
          .contains("shop/twice-b")
          .doesNotContain("shop/twice-a");

      Ran refused = run("import", "whereabouts", "-f", OBJECTS, "--store", store(), "--yes");
      assertThat(refused.exit()).isOne();
      assertThat(refused.err()).contains("stop it, import, and start it again").hasLineCount(1);
    }
  }

  @Test
  @DisplayName("leaves out the records of pods that are not there when it is told so")
  void skipsGone() throws Exception {
    Ran ran =
        run("import", "whereabouts", "-f", OBJECTS, "--store", store(), "--yes", "--skip-gone");

    assertThat(ran.out())
        .contains("13 addresses to import, 0 here already, 3 left out")
        .contains("10.0.0.3: shop/gone is not there; left out")
        .contains("imported 13 addresses; verified 13 of 13");
    assertThat(ran.exit()).isZero();
  }

  @Test
  @DisplayName("says in one line what is wrong with its input, and changes nothing")
  void badInput() throws Exception {
    Path noYaml = Files.writeString(directory.resolve("no.yaml"), "a: [b");
    Path nothing = Files.writeString(directory.resolve("nothing.yaml"), "kind: ConfigMap");
    for (List<String> arguments :
        List.of(
            List.of("-f", noYaml.toString(), "--store", store()),
            List.of("-f", nothing.toString(), "--store", store()),
            List.of("-f", directory.resolve("missing").toString(), "--store", store()),
            List.of("-f", OBJECTS, "--store", store(), "--yes", "--dry-run"),
            List.of("-f", OBJECTS),
            List.<String>of())) {
      Ran ran =
          run(
              Stream.concat(Stream.of("import", "whereabouts"), arguments.stream())
                  .toArray(String[]::new));
      assertThat(ran.exit()).as(ran.err()).isEqualTo(64);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err().lines().toList())
          .as(ran.err())
          .hasSize(2)
          .last()
          .asString()
          .contains("import whereabouts --help");
    }
    assertThat(Path.of(store())).doesNotExist();
  }

  private String store() {
    return directory.resolve("store").toString();
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Main.commandLine(
                new Surroundings(() -> Instant.parse("2026-01-02T03:04:05Z"), Map.of(), false),
                null)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int exit = commandLine.execute(arguments);
    commandLine.getErr().flush();
    return new Ran(exit, out.toString(), err.toString());
  }

  private static void golden(String name, String actual) throws IOException {
    Path file = FOLDER.resolve(name);
    if (WRITES) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}

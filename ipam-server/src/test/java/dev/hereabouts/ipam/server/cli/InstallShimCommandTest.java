package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class InstallShimCommandTest {
  @TempDir Path directory;
  private Path shim = Path.of("");
  private Path plugins = Path.of("");
  private final StringWriter said = new StringWriter();

  @BeforeEach
  void prepare() throws IOException {
    shim = Files.writeString(directory.resolve("shim"), "new");
    plugins = Files.createDirectory(directory.resolve("bin"));
  }

  @Test
  @DisplayName("the shim is installed under each type, executable, and nothing lies beside it")
  void installs() throws IOException {
    assertThat(install("--as", "whereabouts", "--as", "another")).isZero();
    assertThat(names()).containsExactly("another", "whereabouts");
    for (String name : names()) {
      assertThat(plugins.resolve(name)).hasContent("new").isExecutable();
    }
  }

  @Test
  @DisplayName("who runs the old shim keeps it to the end, and the next call gets the new one")
  void replaces() throws IOException {
    Path installed = Files.writeString(plugins.resolve("hereabouts"), "old");
    try (InputStream running = Files.newInputStream(installed)) {
      assertThat(install()).isZero();
      assertThat(running.readAllBytes()).asString().isEqualTo("old");
    }
    assertThat(installed).hasContent("new");
  }

  @Test
  @DisplayName("what an installation left that was cut off is no obstacle")
  void continues() throws IOException {
    Files.writeString(plugins.resolve(".hereabouts.new"), "a part of what was to be");
    assertThat(install()).isZero();
    assertThat(names()).containsExactly("hereabouts");
    assertThat(plugins.resolve("hereabouts")).hasContent("new");
  }

  @Test
  @DisplayName("without the new shim the old one stays")
  void keepsOldOne() throws IOException {
    Files.writeString(plugins.resolve("hereabouts"), "old");
    Files.delete(shim);
    assertThat(install()).isNotZero();
    assertThat(plugins.resolve("hereabouts")).hasContent("old");
  }

  @Test
  @DisplayName("a type is a name, not a path")
  void refusesPaths() throws IOException {
    assertThat(install("--as", "../hereabouts")).isNotZero();
    assertThat(said.toString()).contains("not \"../hereabouts\"");
    assertThat(names()).isEmpty();
  }

  private int install(String... more) {
    CommandLine command =
        new CommandLine(new InstallShimCommand())
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said, true));
    return command.execute(
        Stream.concat(
                Stream.of("--shim", shim.toString(), "--directory", plugins.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(plugins)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}

package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.config.CniArgs;
import dev.hereabouts.ipam.core.config.CniCommand;
import dev.hereabouts.ipam.core.config.NetworkConfigParser;
import dev.hereabouts.ipam.core.config.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  static Stream<Path> networks() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> !file.toString().endsWith(".md")).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  @DisplayName("each example is a configuration with its file's name and without a fault")
  void isValid(Path file) throws IOException {
    DemoNetwork network = DemoNetwork.read(file);

    Parsed parsed =
        NetworkConfigParser.parse(
            CniCommand.ADD, network.stdin().getBytes(StandardCharsets.UTF_8), CniArgs.NONE);

    assertThat(parsed).isInstanceOf(Parsed.Valid.class);
    Parsed.Valid valid = (Parsed.Valid) parsed;
    assertThat(valid.warnings())
        .allSatisfy(warning -> assertThat(warning.remedy()).isEqualTo("nothing needs to be done"));
    assertThat(file.getFileName().toString()).startsWith(valid.config().name() + ".");
  }
}

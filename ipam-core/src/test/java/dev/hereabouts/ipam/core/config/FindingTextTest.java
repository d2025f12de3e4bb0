package dev.hereabouts.ipam.core.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An operator reads")
class FindingTextTest {
  static Stream<GoldenFile> configurations() throws IOException {
    return GoldenFile.allIn(
        "findings", Set.of("ADD", "DEL", "CHECK", "GC", "STATUS", "args", "defaults", "findings"))
        .stream();
  }

  static Stream<GoldenFile> environments() throws IOException {
    return GoldenFile.allIn("environment", Set.of("environment", "findings")).stream();
  }

  @DisplayName("this about a configuration")
  @ParameterizedTest(name = "{0}")
  @MethodSource("configurations")
  void configuration(GoldenFile file) throws IOException {
    String verb = file.sections().keySet().iterator().next();
    byte[] stdin = file.section(verb).getBytes(UTF_8);
    CniCommand command = Objects.requireNonNull(CniCommand.of(verb));
    String actual = command == CniCommand.DEL ? delete(stdin) : other(command, stdin, file);
    assertThat(actual).isEqualTo(file.expected("findings", actual));
  }

  @DisplayName("this about an environment")
  @ParameterizedTest(name = "{0}")
  @MethodSource("environments")
  void environment(GoldenFile file) throws IOException {
    List<String> lines = file.section("environment").lines().toList();
    String actual =
        switch (environment(lines).check()) {
          case EnvironmentCheck.Accepted(var call, var warnings) ->
              text("accepted " + call.command(), warnings);
          case EnvironmentCheck.Rejected(var findings, _) -> text("rejected", findings);
        };
    assertThat(actual).isEqualTo(file.expected("findings", actual));
  }

  private static String other(CniCommand command, byte[] stdin, GoldenFile file) {
    FlatFile defaults =
        file.has("defaults")
            ? new FlatFile("/etc/defaults.conf", file.section("defaults").getBytes(UTF_8))
            : null;
    CniArgs args = ConfigTexts.args(file.section("args"));
    return switch (NetworkConfigParser.parse(command, stdin, args, defaults)) {
      case Parsed.Valid(var config, var warnings) -> text("valid " + config.cniVersion(), warnings);
      case Parsed.Invalid(var findings, _, var version) -> text("invalid " + version, findings);
    };
  }

  private static String delete(byte[] stdin) {
    return switch (NetworkConfigParser.parseForDelete(stdin)) {
      case ParsedDelete.Valid(var name, var version, var warnings) ->
          text("valid " + name + " " + version, warnings);
      case ParsedDelete.Invalid(var findings, var version) -> text("invalid " + version, findings);
    };
  }

  private static String text(String outcome, List<Finding> findings) {
    return Stream.concat(Stream.of(outcome), findings.stream().map(Finding::toString))
        .collect(Collectors.joining("\n"));
  }

  private static CniEnvironment environment(List<String> lines) {
    return new CniEnvironment(
        variable(lines, "CNI_COMMAND"),
        variable(lines, "CNI_CONTAINERID"),
        variable(lines, "CNI_NETNS"),
        variable(lines, "CNI_IFNAME"),
        variable(lines, "CNI_ARGS"),
        variable(lines, "CNI_PATH"));
  }

  private static @Nullable String variable(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse(null);
  }
}

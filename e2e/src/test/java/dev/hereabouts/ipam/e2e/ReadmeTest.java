package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the README tells a newcomer to type. */
final class ReadmeTest {
  private static final Pattern CALL =
      Pattern.compile("(?s)\\n\\$ ipam-cni-shim/target/hereabouts < (\\S+)\\n(.*?)\\n\\$ ");

  private static final Pattern VARIABLE = Pattern.compile("(CNI_\\w+)=('[^']*'|\\S+)");

  @RegisterExtension static final RunningService SERVICE = new RunningService();

  private final Path root = Installation.sources().resolveSibling("");

  @Test
  @DisplayName("its example answers what it says")
  void example() throws IOException, InterruptedException {
    String readme = Files.readString(root.resolve("README.md"));
    Matcher call = CALL.matcher(readme);
    assertThat(call.find()).as("a call of the shim in the README").isTrue();

    Answer answer =
        SERVICE
            .standalone()
            .callThroughShim(
                new CniCall(
                    variables(readme.substring(0, call.start())),
                    Files.readString(root.resolve(call.group(1)))));

    assertThat(answer).isEqualTo(new Answer(0, call.group(2)));
  }

  private static Map<String, String> variables(String text) {
    Map<String, String> variables = new HashMap<>();
    for (MatchResult match : VARIABLE.matcher(text).results().toList()) {
      variables.put(match.group(1), match.group(2).replace("'", ""));
    }
    return variables;
  }
}

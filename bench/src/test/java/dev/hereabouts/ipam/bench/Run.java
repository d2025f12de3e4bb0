package dev.hereabouts.ipam.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An ended process of the benchmark's own programs: its exit code and what it printed. */
record Run(int exit, String output) {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** Builds the native programs, or skips the test where there is no C compiler. */
  static void buildPrograms() throws IOException, InterruptedException {
    Run compiler = of(List.of("bash", "-c", "command -v \"${CC:-gcc}\""));
    assumeTrue(compiler.exit() == 0, "there is no C compiler (gcc)");
    Run build = of(List.of("./native"));
    assertThat(build.exit()).as(build.output()).isZero();
  }

  static Path program(String name) {
    return TARGET.resolve(name);
  }

  static Run of(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("run", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end");
      }
      return new Run(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** The number behind a key of the printed JSON. */
  double number(String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":([0-9.]+)").matcher(output);
    assertThat(matcher.find()).as(key + " in " + output).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}

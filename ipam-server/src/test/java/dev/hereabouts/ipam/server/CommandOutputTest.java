package dev.hereabouts.ipam.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands print, word for word: {@code src/test/resources/cli/SCENE/CASE} holds the
 * {@code arguments}, one a line, and the {@code stdout}, {@code stderr} and {@code exit} that they
 * lead to; a missing file stands for an empty one, or for exit code 0.
 *
 * <p>With {@code -Dgolden.write=true} the files are written instead, and the test fails.
 */
final class CommandOutputTest {
  private static final Path CASES = Path.of("src/test/resources/cli");
  private static final Set<String> FILES = Set.of("arguments", "stdout", "stderr", "exit");
  private static final boolean WRITES = Boolean.getBoolean("golden.write");

  @TempDir static Path directory;

  private static final List<CommandScene> SCENES = new ArrayList<>();

  @AfterAll
  static void closeScenes() throws IOException {
    for (CommandScene scene : SCENES) {
      scene.close();
    }
  }

  @TestFactory
  @DisplayName("every command prints what its golden files say")
  Stream<DynamicNode> output() throws IOException {
    List<DynamicNode> scenes = new ArrayList<>();
    for (Path folder : children(CASES)) {
      CommandScene scene =
          CommandScene.open(name(folder), Files.createDirectory(directory.resolve(name(folder))));
      SCENES.add(scene);
      scenes.add(
          dynamicContainer(
              name(folder),
              children(folder).stream()
                  .map(each -> dynamicTest(name(each), () -> check(scene, each)))));
    }
    return scenes.stream();
  }

  private static void check(CommandScene scene, Path folder) throws IOException {
    assertThat(children(folder)).map(CommandOutputTest::name).isSubsetOf(FILES);
    List<String> arguments = Files.readAllLines(folder.resolve("arguments"));
    boolean namesSocket = arguments.stream().anyMatch(argument -> argument.contains("SOCKET"));
    CommandScene.Printed printed = scene.run(arguments, !namesSocket);
    if (WRITES) {
      write(folder.resolve("stdout"), printed.stdout());
      write(folder.resolve("stderr"), printed.stderr());
      write(folder.resolve("exit"), printed.exitCode() == 0 ? "" : printed.exitCode() + "\n");
      throw new AssertionError("golden files written; look at what changed");
    }
    assertThat(printed.stdout()).isEqualTo(read(folder.resolve("stdout")));
    assertThat(printed.stderr()).isEqualTo(read(folder.resolve("stderr")));
    String exit = read(folder.resolve("exit")).strip();
    assertThat(printed.exitCode()).isEqualTo(exit.isEmpty() ? 0 : Integer.parseInt(exit));
  }

  private static String read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    String text = Files.readString(file);
    assertThat(text).as("an empty %s is left out", file).isNotEmpty();
    return text;
  }

  private static void write(Path file, String text) throws IOException {
    if (text.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      Files.writeString(file, text);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }
}

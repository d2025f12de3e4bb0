package dev.hereabouts.ipam.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.config.CniArgs;
import dev.hereabouts.ipam.core.config.CniCommand;
import dev.hereabouts.ipam.core.config.FlatFiles.Found;
import dev.hereabouts.ipam.core.config.NetworkConfigParser;
import dev.hereabouts.ipam.core.config.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeFlatFilesTest {
  @TempDir private Path directory;
  private Path allowed = Path.of("");
  private Path outside = Path.of("");
  private NodeFlatFiles files = new NodeFlatFiles(AllowedDirectories.with(List.of()), List.of());

  @BeforeEach
  void prepare() throws IOException {
    allowed = Files.createDirectory(directory.resolve("allowed"));
    outside = Files.createDirectory(directory.resolve("outside"));
    files =
        new NodeFlatFiles(
            AllowedDirectories.with(List.of(allowed)),
            List.of(directory.resolve("first.conf"), directory.resolve("second.conf")));
  }

  @Test
  @DisplayName("without a file there is none, which is no error")
  void none() {
    assertThat(files.find("")).isEqualTo(new Found.Nothing());
    assertThat(files.find(allowed + "/missing.conf")).isEqualTo(new Found.Nothing());
    assertThat(files.find(allowed + "/missing/too.conf")).isEqualTo(new Found.Nothing());
  }

  @Test
  @DisplayName(
      "configuration_path comes first, then each place in its order; a missing one is passed")
  void order() throws IOException {
    Path second = write(directory.resolve("second.conf"), "2");
    assertThat(found("")).isEqualTo(second);
    Path first = write(directory.resolve("first.conf"), "1");
    assertThat(found("")).isEqualTo(first);
    Path named = write(allowed.resolve("named.conf"), "0");
    assertThat(found(named.toString())).isEqualTo(named);
    assertThat(found(allowed + "/missing.conf")).isEqualTo(first);
  }

  @Test
  @DisplayName("a directory stands for the whereabouts.conf in it")
  void directory() throws IOException {
    assertThat(files.find(allowed.toString())).isEqualTo(new Found.Nothing());
    Path file = write(allowed.resolve("whereabouts.conf"), "1");
    assertThat(found(allowed.toString())).isEqualTo(file);
    Path below = Files.createDirectory(allowed.resolve("below"));
    Path deeper = write(below.resolve("whereabouts.conf"), "2");
    assertThat(found(below + "/")).isEqualTo(deeper);
  }

  @Test
  @DisplayName("a path outside of the allowed directories is not followed, and its file not read")
  void outside() throws IOException {
    Path file = write(outside.resolve("secret.conf"), "{\"secret\":1}");
    assertThat(refused(file.toString())).contains("may not name files there");
    assertThat(refused(allowed + "/../outside/secret.conf")).contains("..");
    assertThat(refused("relative.conf")).contains("absolute");
    assertThat(refused("/etc/shadow")).contains("may not name files there");
  }

  @Test
  @DisplayName("no symbolic link is followed below an allowed directory, in no part of the path")
  void links() throws IOException {
    Path file = write(outside.resolve("secret.conf"), "{\"secret\":1}");
    Files.createSymbolicLink(allowed.resolve("link.conf"), file);
    Files.createSymbolicLink(allowed.resolve("linked"), outside);
    Path below = Files.createDirectory(allowed.resolve("below"));
    Files.createSymbolicLink(below.resolve("whereabouts.conf"), file);
    assertThat(refused(allowed + "/link.conf")).contains("symbolic links are not followed");
    assertThat(refused(allowed + "/linked/secret.conf")).contains("symbolic links");
    assertThat(refused(below.toString())).contains("symbolic links");
  }

  @Test
  @DisplayName("what is no regular file is an error and never waits")
  void strange() throws IOException, InterruptedException {
    Path pipe = allowed.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(refused(pipe.toString())).contains("no regular file");
    Files.createDirectory(directory.resolve("first.conf"));
    assertThat(refused("")).contains("no regular file");
  }

  @Test
  @DisplayName("a file of more than 1 MiB is an error")
  void large() throws IOException {
    Path file = write(allowed.resolve("large"), " ".repeat((1 << 20) + 1));
    assertThat(refused(file.toString())).contains("1 MiB");
  }

  @Test
  @DisplayName("a change counts at the next call")
  void change() throws IOException {
    Path file = write(directory.resolve("first.conf"), "{\"network_name\":\"blue\"}");
    assertThat(space(file)).isEqualTo("blue");
    write(file, "{\"network_name\":\"gold\"}");
    assertThat(space(file)).isEqualTo("gold");
  }

  @Test
  @DisplayName("a mistake in the file is reported with file and key")
  void mistake() throws IOException {
    Path file = write(allowed.resolve("broken.conf"), "{\"gateway\":\"10.0.0\"}");
    assertThat(parse(file)).asString().contains(file + ":gateway").contains("10.0.0");
    write(file, "{\"gateway\"");
    assertThat(parse(file)).asString().contains(file + ": no valid file of defaults");
  }

  @Test
  @DisplayName("a path that is not followed is an error of ipam.configuration_path")
  void errorOfThePath() {
    assertThat(parse(Path.of("/etc/shadow")))
        .asString()
        .contains("ipam.configuration_path = \"/etc/shadow\"")
        .contains("--allow-path");
  }

  private String space(Path file) {
    return parse(file) instanceof Parsed.Valid valid
        ? valid.config().space()
        : String.valueOf(parse(file));
  }

  private Parsed parse(Path file) {
    String path = file.startsWith(allowed) || file.startsWith("/etc") ? file.toString() : "";
    String ipam = "\"range\":\"10.0.0.0/24\",\"configuration_path\":\"" + path + "\"";
    String config =
        "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"ipam\":{\"type\":\"whereabouts\","
            + ipam
            + "}}";
    return NetworkConfigParser.parse(CniCommand.ADD, config.getBytes(UTF_8), CniArgs.NONE, files);
  }

  private Path found(String configurationPath) {
    return files.find(configurationPath) instanceof Found.Content content
        ? Path.of(content.file().path())
        : Path.of("nothing");
  }

  private String refused(String configurationPath) {
    return files.find(configurationPath) instanceof Found.Unusable unusable
        ? unusable.reason()
        : String.valueOf(files.find(configurationPath));
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }
}

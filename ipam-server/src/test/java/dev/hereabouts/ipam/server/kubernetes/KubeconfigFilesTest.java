package dev.hereabouts.ipam.server.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.server.kubernetes.Login.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several kubeconfig files are one, by kubectl's rules; and contexts are chosen by name. */
final class KubeconfigFilesTest {
  private static final String FIRST =
      """
      clusters:
      - {name: red, cluster: {server: "https://red.example"}}
      users:
      - {name: ann, user: {tokenFile: ann.token}}
      contexts:
      - {name: red-ann, context: {cluster: red, user: ann}}
      - {name: blue-ann, context: {cluster: blue, user: ann}}
      - {name: nobody, context: {cluster: red, user: zoe}}
      """;
  private static final String SECOND =
      """
      current-context: blue-ben
      clusters:
      - {name: red, cluster: {server: "https://other-red.example", tls-server-name: other}}
      - {name: blue, cluster: {server: "https://blue.example"}}
      users:
      - {name: ann, user: {token: another}}
      - {name: ben, user: {tokenFile: ben.token}}
      contexts:
      - {name: red-ann, context: {cluster: blue, user: ben}}
      - {name: blue-ben, context: {cluster: blue, user: ben}}
      """;

  @TempDir Path directory;
  private Path first = Path.of("none");
  private Path second = Path.of("none");
  private Path third = Path.of("none");

  @BeforeEach
  void write() throws IOException {
    first = directory.resolve("one/config");
    second = directory.resolve("two/config");
    third = directory.resolve("config");
    Files.createDirectories(first.resolveSibling("x").getParent());
    Files.createDirectories(second.resolveSibling("x").getParent());
    Files.writeString(first, FIRST);
    Files.writeString(second, SECOND);
    Files.writeString(third, "current-context: red-ann\n");
    Files.writeString(first.resolveSibling("ann.token"), "ann's");
    Files.writeString(second.resolveSibling("ben.token"), "ben's");
  }

  private static void assertCluster(
      String server, String token, @Nullable String context, Path... files)
      throws ApiAccessException {
    ApiAccess access = ApiAccess.fromKubeconfig(List.of(files), context);
    assertThat(access.server()).hasToString("https://" + server);
    assertThat(access.tlsName()).isNull();
    assertThat(access.login().known()).isEqualTo(new Credentials(token, null));
  }

  @Test
  @DisplayName("the first current-context counts, and the first item of a name as a whole")
  void merged() throws Exception {
    assertCluster("blue.example", "ben's", null, first, second, third);
    assertCluster("red.example", "ann's", null, third, first, second);
    assertCluster("red.example", "ann's", "red-ann", first, second);
    assertCluster("blue.example", "ann's", "blue-ann", first, second);
  }

  @Test
  @DisplayName("of several files one that is not there is passed over, and so is an empty one")
  void passedOver() throws Exception {
    Path absent = directory.resolve("absent");
    Path empty = Files.createFile(directory.resolve("empty"));
    assertCluster("blue.example", "ben's", null, absent, empty, first, second);
    assertThatThrownBy(() -> ApiAccess.fromKubeconfig(List.of(absent, absent), null))
        .hasMessage(absent + ": the file cannot be read");
    Path broken = Files.writeString(directory.resolve("broken"), "a: [");
    assertThatThrownBy(() -> ApiAccess.fromKubeconfig(List.of(first, second, broken), null))
        .hasMessageStartingWith(broken + ": the file is no YAML");
  }

  @Test
  @DisplayName("a context that is not there: those that are, of all files")
  void noSuchContext() {
    assertThatThrownBy(() -> ApiAccess.fromKubeconfig(List.of(first, second), "green"))
        .isInstanceOf(ApiAccessException.class)
        .hasMessage(
            first
                + ", "
                + second
                + ": there is no context named green, only [red-ann, blue-ann, nobody, blue-ben]");
    assertThatThrownBy(() -> ApiAccess.fromKubeconfig(List.of(first), null))
        .hasMessage(
            first + ": current-context is missing; the contexts are [red-ann, blue-ann, nobody]");
    assertThatThrownBy(() -> ApiAccess.fromKubeconfig(List.of(first, second), "nobody"))
        .hasMessage(first + ": contexts[2].context.user is zoe, but users has only [ann, ben]");
  }
}

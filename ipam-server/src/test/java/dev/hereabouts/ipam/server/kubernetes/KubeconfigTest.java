package dev.hereabouts.ipam.server.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Pem;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Trust;
import dev.hereabouts.ipam.server.kubernetes.Login.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One kubeconfig file: the forms of clusters and users, and what is said of those not taken. */
final class KubeconfigTest {
  private static final String SERVER = "server: 'https://10.0.0.1:6443'";

  @TempDir Path directory;
  private Path file = Path.of("none");

  @BeforeEach
  void start() {
    file = directory.resolve("kubeconfig");
  }

  private ApiAccess access(String cluster, String user) throws IOException, ApiAccessException {
    Files.writeString(
        file,
        """
        clusters:
        - {name: here, cluster: {%s}}
        users:
        - {name: me, user: {%s}}
        contexts:
        - {name: mine, context: {cluster: here, user: me}}
        current-context: mine
        """
            .formatted(cluster, user));
    return ApiAccess.fromKubeconfig(file);
  }

  private Credentials credentials(String user) throws IOException, ApiAccessException {
    return access(SERVER, user).login().fetch();
  }

  private static Pem pem(String text) {
    return new Pem(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName(
      "a token stands in the file, or in a file beside it, which counts more and is followed")
  void tokens() throws Exception {
    assertThat(credentials("token: abc")).isEqualTo(new Credentials("abc", null));
    assertThat(credentials("token: ''")).isEqualTo(new Credentials(null, null));
    Path token = directory.resolve("token");
    Files.writeString(token, "from-file\n");
    Login login = access(SERVER, "token: abc, tokenFile: token").login();
    assertThat(login.known()).isEqualTo(new Credentials("from-file", null));
    Files.writeString(token, "changed\n");
    Files.setLastModifiedTime(token, FileTime.fromMillis(1));
    assertThat(login.known()).isEqualTo(new Credentials("changed", null));
  }

  @Test
  @DisplayName("a certificate stands in the file, or in files beside it, of which it counts more")
  void certificates() throws Exception {
    Files.writeString(directory.resolve("my.crt"), "certificate");
    Files.writeString(directory.resolve("my.key"), "key");
    Credentials expected =
        new Credentials(null, new ClientCertificate(pem("certificate"), pem("key")));
    assertThat(credentials("client-certificate: my.crt, client-key: my.key")).isEqualTo(expected);
    assertThat(
            credentials(
                "client-certificate: nowhere, client-certificate-data: %s, client-key-data: %s"
                    .formatted(base64("certificate"), base64("key"))))
        .isEqualTo(expected);
    assertThat(credentials("token: abc, client-certificate: my.crt, client-key: my.key"))
        .isEqualTo(new Credentials("abc", expected.certificate()));
  }

  @Test
  @DisplayName("whom to trust: everyday's authorities, those named, or anybody")
  void trust() throws Exception {
    Files.writeString(directory.resolve("ca.crt"), "authority");
    assertThat(access(SERVER, "").trust()).isEqualTo(new Trust.Everyday());
    assertThat(access(SERVER + ", certificate-authority: ca.crt", "").trust())
        .isEqualTo(new Trust.Authorities(pem("authority")));
    assertThat(access(SERVER + ", certificate-authority-data: " + base64("data"), "").trust())
        .isEqualTo(new Trust.Authorities(pem("data")));
    assertThat(access(SERVER + ", insecure-skip-tls-verify: true", "").trust())
        .isEqualTo(new Trust.Blind());
    assertThat(access(SERVER + ", tls-server-name: inner.example", "").tlsName())
        .isEqualTo("inner.example");
  }

  @Test
  @DisplayName("the server's address, with its port or the scheme's, and of IPv6")
  void server() throws Exception {
    ApiAccess named = access("server: 'https://[fd00::1]'", "");
    assertThat(named.host()).isEqualTo("fd00::1");
    assertThat(named.port()).isEqualTo(443);
    assertThat(access(SERVER, "").port()).isEqualTo(6443);
    assertThat(access("server: 'http://a.example'", "").isTls()).isFalse();
  }

  @ParameterizedTest(name = "{0} / {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''|token: a|clusters[0].cluster.server is missing",
        "server: nowhere|token: a|clusters[0].cluster.server is no URL of a server: nowhere",
        "server: 7|token: a|clusters[0].cluster.server must be a text",
        "server: 'https://a', proxy-url: p|token: a|clusters[0].cluster.proxy-url is not supported;"
            + " name the server by an address that needs no proxy",
        "server: 'https://a', insecure-skip-tls-verify: maybe|token: a|clusters[0].cluster"
            + ".insecure-skip-tls-verify must be true or false",
        "server: 'https://a', certificate-authority: ca|token: a|clusters[0].cluster"
            + ".certificate-authority names DIRECTORY/ca, which cannot be read",
        "server: 'https://a', certificate-authority-data: '1'|token: a|clusters[0].cluster"
            + ".certificate-authority-data is no base64",
        "server: 'https://a'|client-certificate-data: YQ==|users[0].user has a client-certificate,"
            + " but no client-key",
        "server: 'https://a'|client-key-data: YQ==|users[0].user has a client-key, but no"
            + " client-certificate",
        "server: 'https://a'|tokenFile: t|users[0].user.tokenFile: DIRECTORY/t cannot be read",
        "server: 'https://a'|username: u, password: p|users[0].user.username is not supported; use"
            + " a user with token, tokenFile, client-certificate or exec. A token is made by:"
            + " kubectl create token SERVICEACCOUNT",
        "server: 'https://a'|auth-provider: {name: gcp}|users[0].user.auth-provider is not"
            + " supported; use a user with token, tokenFile, client-certificate or exec. A token is"
            + " made by: kubectl create token SERVICEACCOUNT",
        "server: 'https://a'|'token: a, as: root'|users[0].user.as is not supported; use a user who"
            + " has the rights",
      })
  void refused(String cluster, String user, String message) {
    assertThatThrownBy(() -> access(cluster, user))
        .isInstanceOf(ApiAccessException.class)
        .hasMessage(file + ": " + message.replace("DIRECTORY", directory.toString()));
  }

  @Test
  @DisplayName("a token file that is empty is named")
  void emptyToken() throws Exception {
    Files.writeString(directory.resolve("t"), "\n");
    assertThatThrownBy(() -> access(SERVER, "tokenFile: t"))
        .hasMessage(file + ": users[0].user.tokenFile: " + directory.resolve("t") + " is empty");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''|FILE: current-context is missing; the contexts are []",
        "current-context: a|FILE: current-context is a, but contexts has only []",
        "just words|FILE: the file is no mapping",
        "'a: ['|FILE: the file is no YAML: while parsing a flow node",
        "'{current-context: a, contexts: 7}'|FILE: contexts is no list",
        "'{current-context: a, contexts: [{name: a}]}'|FILE: contexts[0].context is missing",
        "'{current-context: a, contexts: [{name: a, context: {cluster: c}}]}'|FILE:"
            + " contexts[0].context.cluster is c, but clusters has only []",
        "'{contexts: [{name: a}, {name: b}]}'|FILE: current-context is missing; the contexts are"
            + " [a, b]",
      })
  void misshapen(String text, String message) throws Exception {
    Files.writeString(file, text);
    assertThatThrownBy(() -> ApiAccess.fromKubeconfig(file))
        .isInstanceOf(ApiAccessException.class)
        .hasMessage(message.replace("FILE", file.toString()));
  }

  @Test
  @DisplayName("a file that is not there cannot be read")
  void absent() {
    assertThatThrownBy(() -> ApiAccess.fromKubeconfig(file))
        .isInstanceOf(ApiAccessException.class)
        .hasMessage(file + ": the file cannot be read");
  }
}

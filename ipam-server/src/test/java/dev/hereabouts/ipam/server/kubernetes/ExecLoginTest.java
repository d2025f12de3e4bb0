package dev.hereabouts.ipam.server.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Pem;
import dev.hereabouts.ipam.server.kubernetes.Login.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's {@code exec}: what the command is told, what it may answer, and when it runs again. */
final class ExecLoginTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String VERSION = "apiVersion: " + ExecScene.V1;
  private static final String NEVER = "interactiveMode: Never";

  @TempDir Path directory;
  private ExecScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new ExecScene(directory);
    scene.answerToken("first", null);
  }

  private static Credentials token(String token) {
    return new Credentials(token, null);
  }

  private static void awaitRenewal(Login login, Credentials expected) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!expected.equals(login.known())) {
      assertThat(System.nanoTime()).as("renewed within 60 s").isLessThan(until);
      Thread.sleep(10);
    }
  }

  @Test
  @DisplayName("the command beside the file gets arguments, variables and the reason of its call")
  void told() throws Exception {
    ApiAccess access =
        scene.access(
            VERSION,
            "command: ./login",
            NEVER,
            "args: [--cluster, 'a b', '']",
            "env: [{name: ZONE, value: here}]");
    assertThat(access.login().known()).isEqualTo(token("first"));
    assertThat(scene.words()).isEqualTo("--cluster|a b||here|");
    assertThat(scene.told())
        .containsExactly(
            Map.of(
                "apiVersion",
                ExecScene.V1,
                "kind",
                "ExecCredential",
                "spec",
                Map.of("interactive", false)));
  }

  @Test
  @DisplayName("a command without a separator is looked for on the PATH; v1beta1 is taken too")
  void onPath() throws Exception {
    scene.answer(
        """
        {"apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential",
         "spec": {"interactive": false}, "status": {"token": "beta", "expirationTimestamp": null}}
        """);
    ApiAccess access =
        scene.access(
            "apiVersion: client.authentication.k8s.io/v1beta1",
            "command: sh",
            "args: ['" + directory.resolve("login") + "']",
            "env: null",
            "provideClusterInfo: false");
    assertThat(access.login().known()).isEqualTo(token("beta"));
  }

  @Test
  @DisplayName("it is told of the cluster if it wants to be, with the bytes of the authority")
  void cluster() throws Exception {
    Files.writeString(directory.resolve("ca.crt"), "authority");
    scene.server(
        "https://10.0.0.1",
        "certificate-authority: ca.crt",
        "tls-server-name: inner.example",
        "extensions:",
        "- {name: other, extension: {a: 1}}",
        "- {name: client.authentication.k8s.io/exec, extension: {audience: [us], deep: {on: true}}}");
    scene.access(VERSION, "command: ./login", NEVER, "provideClusterInfo: true");
    assertThat(scene.told().getFirst())
        .extracting("spec")
        .isEqualTo(
            Map.of(
                "interactive",
                false,
                "cluster",
                Map.of(
                    "server",
                    "https://10.0.0.1",
                    "tls-server-name",
                    "inner.example",
                    "certificate-authority-data",
                    "YXV0aG9yaXR5",
                    "config",
                    Map.of("audience", List.of("us"), "deep", Map.of("on", true)))));
  }

  @Test
  @DisplayName("a certificate it gives is shown; a token that the file has counts without a run")
  void others() throws Exception {
    scene.answerStatus("\"clientCertificateData\": \"crt\", \"clientKeyData\": \"key\"");
    assertThat(scene.access().login().known())
        .isEqualTo(new Credentials(null, new ClientCertificate(pem("crt"), pem("key"))));
    Path file = scene.write(VERSION, "command: ./login");
    Files.writeString(
        file, Files.readString(file).replace("    exec:", "    token: own\n    exec:"));
    assertThat(ApiAccess.fromKubeconfig(file).login().known()).isEqualTo(token("own"));
    assertThat(scene.runs()).isOne();
  }

  private static Pem pem(String text) {
    return new Pem(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("a credential without an end is asked for once; one that expired anew")
  void expiry() throws Exception {
    Login login = scene.access().login();
    scene.pass(Duration.ofDays(3));
    assertThat(login.known()).isEqualTo(token("first"));
    assertThat(scene.runs()).isOne();

    scene.answerToken("second", scene.instant().plus(HOUR));
    Login ending = scene.access().login();
    assertThat(ending.known()).isEqualTo(token("second"));
    scene.pass(HOUR);
    assertThat(ending.known()).isNull();
    scene.answerToken("third", scene.instant().plus(HOUR));
    assertThat(ending.fetch()).isEqualTo(token("third"));
    assertThat(ending.fetch()).isEqualTo(token("third"));
    assertThat(ending.known()).isEqualTo(token("third"));
    assertThat(scene.runs()).isEqualTo(3);
  }

  @Test
  @DisplayName("before it expires it is renewed beside the requests, which go on with the old one")
  void renewedAhead() throws Exception {
    scene.answerToken("first", ExecScene.BEGIN.plus(HOUR));
    Login login = scene.access().login();
    scene.pass(HOUR.minusSeconds(61));
    assertThat(login.known()).isEqualTo(token("first"));
    assertThat(scene.runs()).isOne();
    scene.answerToken("second", ExecScene.BEGIN.plus(HOUR.multipliedBy(2)));
    scene.pass(Duration.ofSeconds(1));
    assertThat(login.known()).isEqualTo(token("first"));
    awaitRenewal(login, token("second"));
    assertThat(scene.runs()).isEqualTo(2);
  }

  @Test
  @DisplayName("what the server refuses is asked for anew, but not what was just given")
  void refusal() throws Exception {
    Login login = scene.access().login();
    Credentials first = login.fetch();
    assertThat(login.refused(first)).isFalse();
    assertThat(login.known()).isEqualTo(first);

    scene.pass(Duration.ofSeconds(10));
    scene.answerToken("second", null);
    assertThat(login.refused(first)).isTrue();
    assertThat(login.known()).isNull();
    assertThat(login.fetch()).isEqualTo(token("second"));
    assertThat(login.refused(first)).as("a newer one is there").isTrue();
    assertThat(login.refused(token("second"))).isFalse();
    assertThat(scene.runs()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "one that is given as expired counts for ten seconds, so the command runs no oftener")
  void givenTooLate() throws Exception {
    scene.answerToken("late", ExecScene.BEGIN.minus(HOUR));
    Login login = scene.access().login();
    scene.pass(Duration.ofSeconds(9));
    assertThat(login.known()).isEqualTo(token("late"));
    scene.pass(Duration.ofSeconds(1));
    assertThat(login.known()).isNull();
    assertThat(scene.runs()).isOne();
  }

  @Test
  @DisplayName("a failure counts for ten seconds, then the command runs again")
  void failsLater() throws Exception {
    Instant end = ExecScene.BEGIN.plus(HOUR);
    scene.answerToken("first", end);
    Login login = scene.access().login();
    scene.pass(HOUR);
    scene.answer("nothing");
    assertThatThrownBy(login::fetch).hasMessageContaining("answered no ExecCredential");
    assertThatThrownBy(login::fetch).hasMessageContaining("answered no ExecCredential");
    assertThat(scene.runs()).isEqualTo(2);
    scene.pass(Duration.ofSeconds(10));
    scene.answerToken("second", null);
    assertThat(login.fetch()).isEqualTo(token("second"));
    assertThat(scene.runs()).isEqualTo(3);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "secret-words|no ExecCredential: it is no JSON, or not of that form",
        "[]|no ExecCredential: it is no JSON, or not of that form",
        "{}|no ExecCredential: its kind is null",
        "{'kind':'Status'}|no ExecCredential: its kind is Status",
        "{'kind':'ExecCredential','apiVersion':'v2'}|in apiVersion v2 and was asked for"
            + " client.authentication.k8s.io/v1",
        "{'kind':'ExecCredential','apiVersion':'V1'}|an ExecCredential without status: it knows"
            + " none",
        "{'kind':'ExecCredential','apiVersion':'V1','status':{'token':''}}|neither a token nor"
            + " clientCertificateData",
        "{'kind':'ExecCredential','apiVersion':'V1','status':{'token':'a','clientKeyData':'k'}}|one"
            + " of clientCertificateData and clientKeyData without the other",
        "{'kind':'ExecCredential','apiVersion':'V1','status':{'token':'a',"
            + "'expirationTimestamp':'soon'}}|an expirationTimestamp that is no time: soon",
      },
      quoteCharacter = '"')
  void wrongAnswers(String answer, String message) throws Exception {
    scene.answer(answer.replace('\'', '"').replace("V1", ExecScene.V1));
    assertThatThrownBy(scene::access)
        .isInstanceOf(ApiAccessException.class)
        .hasMessage(
            directory.resolve("kubeconfig")
                + ": users[0].user.exec.command "
                + directory.resolve("login")
                + " answered "
                + message);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "args: []|users[0].user.exec.command is missing",
        "command: ./login|users[0].user.exec.apiVersion is missing",
        "command: ./login; apiVersion: client.authentication.k8s.io/v1alpha1|"
            + "users[0].user.exec.apiVersion must be client.authentication.k8s.io/v1 or v1beta1;"
            + " write the file anew with a current version of the program that wrote it",
        "command: ./login; V1; interactiveMode: Often|users[0].user.exec.interactiveMode must be"
            + " Never, IfAvailable or Always",
        "command: ./login; V1; args: one|users[0].user.exec.args is no list",
        "command: ./login; V1; args: [1]|users[0].user.exec.args[0] must be a text",
        "command: ./login; V1; env: [{value: a}]|users[0].user.exec.env[0].name is missing",
        "command: ./login; V1; provideClusterInfo: 1|users[0].user.exec.provideClusterInfo must be"
            + " true or false",
        "command: ./absent; V1|users[0].user.exec.command DIRECTORY/absent is not there; install"
            + " it",
        "command: ./kubeconfig; V1|users[0].user.exec.command DIRECTORY/kubeconfig is no program"
            + " that may be run; install it",
        "command: no-such-program-here; V1; installHint: \"get it:\\n  from us\"|"
            + "users[0].user.exec.command no-such-program-here is not on the PATH; get it: from us",
        "command: ./login; V1; env: [{name: CODE, value: '7'}]|users[0].user.exec.command"
            + " DIRECTORY/login ended with exit code 7; why, it says itself, if at all",
      })
  void wrongExec(String exec, String message) {
    assertThatThrownBy(() -> scene.access(exec.replace("V1", VERSION).split("; ", -1)))
        .isInstanceOf(ApiAccessException.class)
        .hasMessage(
            directory.resolve("kubeconfig")
                + ": "
                + message.replace("DIRECTORY", directory.toString()));
  }

  @Test
  @DisplayName("a command that must ask is not run where nobody can be asked")
  void nobodyToAsk() throws Exception {
    assumeThat(ExecProcess.isInputTerminal()).as("the test's input is a terminal").isFalse();
    assertThatThrownBy(() -> scene.access(VERSION, "command: ./login", "interactiveMode: Always"))
        .hasMessage(
            directory.resolve("kubeconfig")
                + ": users[0].user.exec.interactiveMode is Always, but the standard input is no"
                + " terminal: run it in one");
    assertThat(scene.runs()).isZero();
  }

  @Test
  @DisplayName("a command that does not end is ended at its limit, with what it started")
  void endless() throws Exception {
    scene.program("endless", "#!/bin/sh\nsleep 300 &\necho $! > \"$1\"\nwait\n");
    Path child = directory.resolve("child");
    List<String> words = List.of(directory.resolve("endless").toString(), child.toString());
    assertThatThrownBy(() -> ExecProcess.run(words, Map.of(), false, Duration.ofSeconds(3)))
        .isInstanceOf(IOException.class)
        .hasMessage("gave no answer within 3 s and was ended");
    long pid = Long.parseLong(Files.readString(child).strip());
    ProcessHandle.of(pid).ifPresent(left -> left.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }
}

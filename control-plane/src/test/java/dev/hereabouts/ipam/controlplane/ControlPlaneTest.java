package dev.hereabouts.ipam.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.hereabouts.ipam.controlplane.KubernetesApi.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A control plane")
final class ControlPlaneTest {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ControlPlane controlPlane;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static KubernetesApi api;

  private static Optional<String> kubectlMissing = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    ControlPlane.unavailable().ifPresent(reason -> abort(reason));
    kubectlMissing = Programs.ofThisUser().unavailable(Program.KUBECTL);
    controlPlane =
        ControlPlane.start(ControlPlaneOptions.DEFAULT.withUser("alice", "developers", "people"));
    api = controlPlane.api();
  }

  @AfterAll
  static void close() throws Exception {
    if (controlPlane != null) {
      controlPlane.close();
    }
  }

  @Test
  @DisplayName("keeps an object over the API server's kill -9 and restart, on the same URL")
  void restart() throws Exception {
    api.create(CONFIG_MAPS, configMap("kept")).successful();

    controlPlane.killApiServer();
    controlPlane.startApiServer();

    assertThat(api.get(CONFIG_MAPS + "/kept").successful().body()).contains("\"who\":\"kept\"");
    api.merge(CONFIG_MAPS + "/kept", "{\"data\": {\"who\": \"merged\"}}").successful();
    assertThat(api.delete(CONFIG_MAPS + "/kept").successful().body()).contains("\"kept\"");
    assertThat(api.get(CONFIG_MAPS + "/kept").status()).isEqualTo(404);
  }

  @Test
  @DisplayName("answers a write only when a paused etcd goes on")
  void pause() throws Exception {
    CompletableFuture<Answer> answer;
    controlPlane.pauseEtcd();
    try {
      answer = CompletableFuture.supplyAsync(() -> created("delayed"));
      assertThat(answer).failsWithin(Duration.ofSeconds(1));
    } finally {
      controlPlane.resumeEtcd();
    }
    assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(201);
  }

  @Test
  @DisplayName("issues a ServiceAccount's token and knows by it the account and its node")
  void serviceAccountToken() throws Exception {
    api.create("/api/v1/nodes", "{\"metadata\": {\"name\": \"node-a\"}}").successful();
    api.create(
            "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\": {\"name\": \"agent\"}}")
        .successful();

    String token = api.boundToken("default", "agent", "hereabouts", "Node", "node-a");

    assertThat(review(token, "hereabouts"))
        .contains("\"authenticated\":true", "system:serviceaccount:default:agent")
        .contains("\"authentication.kubernetes.io/node-name\":[\"node-a\"]");
    assertThat(review(token, "others")).doesNotContain("\"authenticated\":true");
    assertThat(review(api.serviceAccountToken("default", "agent", "hereabouts"), "hereabouts"))
        .contains("\"authenticated\":true")
        .doesNotContain("node-a");
  }

  @Test
  @DisplayName("lets a user do what RBAC grants its groups, and nobody in without a token")
  void roles() throws Exception {
    KubernetesApi alice = api.withToken(controlPlane.token("alice"));
    assertThat(alice.get("/api/v1/nodes").status()).isEqualTo(403);

    api.create(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            """
            metadata: {name: people-view}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: people}]
            """)
        .successful();

    alice.waitUntilServed("/api/v1/nodes");
    assertThat(api.withToken("guessed").get("/api/v1/nodes").status()).isEqualTo(401);
  }

  @Test
  @DisplayName("serves a custom resource soon after its definition was created")
  void customResource() throws Exception {
    api.create(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            """
            metadata: {name: things.test.example}
            spec:
              group: test.example
              scope: Cluster
              names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object}}
            """)
        .successful();
    String things = "/apis/test.example/v1/things";

    api.waitUntilServed(things);

    String thing =
        """
        {"apiVersion": "test.example/v1", "kind": "Thing", "metadata": {"name": "one"}}\
        """;
    assertThat(api.create(things, thing).status()).isEqualTo(201);
    assertThat(api.create(things, thing).status()).isEqualTo(409);
  }

  @Test
  @DisplayName("is reached by kubectl through a kubeconfig file that only its owner can read")
  void kubeconfig() throws Exception {
    kubectlMissing.ifPresent(reason -> abort(reason));
    Path file = directory.resolve("kubeconfig");
    controlPlane.writeKubeconfig(file);

    Process kubectl =
        new ProcessBuilder(
                Programs.ofThisUser().find(Program.KUBECTL).toString(),
                "--kubeconfig=" + file,
                "--cache-dir=" + directory.resolve("kubectl"),
                "auth",
                "whoami")
            .redirectErrorStream(true)
            .start();
    String output = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(output).contains("admin", "system:masters");
    assertThat(kubectl.waitFor()).isZero();
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  private static Answer created(String name) {
    try {
      return api.create(CONFIG_MAPS, configMap(name));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String configMap(String name) {
    return """
    {"metadata": {"name": "%s"}, "data": {"who": "%s"}}\
    """
        .formatted(name, name);
  }

  private static String review(String token, String audience) throws Exception {
    return api.create(
            "/apis/authentication.k8s.io/v1/tokenreviews",
            """
            {"spec": {"token": "%s", "audiences": ["%s"]}}\
            """
                .formatted(token, audience))
        .successful()
        .body();
  }
}

package dev.hereabouts.ipam.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.crds.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, unpacked, and run as the manifests say: with their users, volumes, arguments, rights.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
final class ImageTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final String NODE = "worker-1";
  private static final String API = "https://kubernetes.default.svc";
  private static final String AUDIENCE = "hereabouts.ipam.hereabouts.dev";
  private static final String CONFIG = Networks.range("net-image", "10.9.0.0/24");

  @TempDir static Path directory;
  private static Image image;

  @BeforeAll
  static void unpack() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount and chroot");
    for (String program : List.of("gcc", "unshare", "setpriv")) {
      assumeTrue(isThere(program), "there is no " + program);
    }
    image = Image.unpacked(directory.resolve("image"));
  }

  @AfterAll
  static void tell() throws IOException {
    if (image != null) {
      System.out.printf("image: an archive of %d MiB%n", Image.archiveBytes() / MEBIBYTE);
    }
  }

  @Test
  @Order(1)
  @DisplayName("every layer is what its digest says, and the same parts give the same image")
  void isWhole() throws Exception {
    image.isWhole();
    assertThat(image.layers()).hasSize(3);
    assertThat(image.dockerManifest().path("Layers")).hasSize(3);
    assertThat(image.dockerManifest().at("/RepoTags/0").asText()).startsWith("hereabouts:");
    assertThat(image.index().at("/manifests/0/annotations/io.containerd.image.name").asText())
        .isEqualTo("docker.io/library/" + image.dockerManifest().at("/RepoTags/0").asText());
    assertThat(Image.archiveBytes()).isLessThan(100 * MEBIBYTE);

    assertThat(Image.build()).contains("is up to date");
  }

  @Test
  @Order(2)
  @DisplayName("all files are root's, none may be written by others, none runs as another user")
  void hasSafeModes() throws Exception {
    List<String> files = new ArrayList<>();
    try (var all = Files.walk(image.root())) {
      for (Path file : all.skip(1).toList()) {
        int mode = (int) Files.getAttribute(file, "unix:mode");
        assertThat(Files.getAttribute(file, "unix:uid")).as(file.toString()).isEqualTo(0);
        if (!file.equals(image.root().resolve("tmp"))) {
          assertThat(mode & 07022).as(() -> Integer.toOctalString(mode) + " " + file).isZero();
        }
        files.add("/" + image.root().relativize(file));
      }
    }
    assertThat(files)
        .contains(
            "/opt/hereabouts/shim", "/opt/hereabouts/hereabouts", "/opt/hereabouts/hereabouts.jar")
        .noneMatch(file -> file.endsWith("/sh") || file.endsWith("/keytool"));
  }

  @Test
  @Order(3)
  @DisplayName("it prints its help and the custom resources of this version")
  void runsCommands() throws Exception {
    try (Container help = alone("help", "--help");
        Container crds = alone("crds", "crds")) {
      assertThat(help.exit()).as(help.stderr()).isZero();
      assertThat(help.stdout()).startsWith("Usage: hereabouts");
      assertThat(crds.exit()).as(crds.stderr()).isZero();
      assertThat(crds.stdout()).isEqualTo(Definitions.yaml());
    }
  }

  @Test
  @Order(4)
  @DisplayName("standalone serves an ADD through the image's shim")
  void servesAlone() throws Exception {
    try (Container standalone =
        alone("standalone", "standalone", "--socket", "/tmp/run/s", "--store", "/tmp/store")) {
      standalone.awaitReady();
      Answer answer =
          new Shim(
                  directory.resolve("standalone/tmp/run/s"),
                  List.of(image.root().resolve("opt/hereabouts/shim").toString()))
              .call(CniCall.add(attachment(1), CONFIG));

      assertThat(answer.address()).isEqualTo("10.9.0.1");
    }
  }

  @Test
  @Order(5)
  @DisplayName("allocator, shim and agent work as the manifests run them, with those rights alone")
  void servesAsDeployed() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    try (ControlPlane controlPlane = ControlPlane.start()) {
      Manifests manifests = new Manifests(controlPlane.api());
      manifests.apply();
      controlPlane
          .api()
          .create("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + NODE + "\"}}")
          .successful();
      Map<String, String> values = values(controlPlane);
      JsonNode allocators = manifests.allocator();
      JsonNode agents = manifests.agent();
      Map<String, Path> volumes = volumes(controlPlane, agents);

      try (Container allocator =
          start(
              "allocator",
              allocators,
              "/spec/containers/0",
              volumes(controlPlane, allocators),
              values)) {
        allocator.awaitReady();
        assertThat(allocator.status("Uid")).isEqualTo("65532\t65532\t65532\t65532");
        try (Container init = start("init", agents, "/spec/initContainers/0", volumes, values)) {
          assertThat(init.exit()).as(init.stderr()).isZero();
        }
        Path shim = volume(volumes, "plugins").resolve("hereabouts");
        assertThat(shim).hasSameBinaryContentAs(image.root().resolve("opt/hereabouts/shim"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shim)))
            .isEqualTo("rwxr-xr-x");
        try (Container agent = start("agent", agents, "/spec/containers/0", volumes, values)) {
          serves(
              agent,
              new Shim(volume(volumes, "socket").resolve("ipam.sock"), List.of(shim.toString())),
              volumes);
        }
        assertThat(allocator.terminate()).as(allocator.stderr()).isEqualTo(143);
      }
    }
  }

  private static void serves(Container agent, Shim shim, Map<String, Path> volumes)
      throws IOException, InterruptedException {
    long ready = agent.awaitReady();
    Answer answer = shim.call(CniCall.add(attachment(2), CONFIG));
    assertThat(answer.exit()).as(() -> answer.stdout() + log(agent)).isZero();
    assertThat(answer.address()).isEqualTo("10.9.0.1");
    for (int pod = 3; pod < 100; pod++) {
      assertThat(shim.call(CniCall.add(attachment(pod), CONFIG)).isSuccess()).isTrue();
    }
    assertThat(Files.readString(volume(volumes, "tmp").resolve("classes")))
        .containsPattern("server\\.node\\.ClusterAgent source: shared objects file \\(top\\)");
    Await.until("it has less than 80 MiB", () -> mebibytes(agent) < 80);
    System.out.printf(
        "image: the agent was ready after %d ms, and has %d MiB after 98 ADDs%n",
        ready, mebibytes(agent));
    shim.call(CniCall.del(attachment(2), CONFIG)).isSilentSuccess();
    assertThat(agent.terminate()).as(() -> log(agent)).isEqualTo(143);
  }

  private static long mebibytes(Container container) throws IOException {
    return Long.parseLong(container.status("VmRSS").replace(" kB", "")) / 1024;
  }

  private static String log(Container container) {
    try {
      return container.stderr();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Container start(
      String name, JsonNode pod, String at, Map<String, Path> volumes, Map<String, String> values)
      throws IOException {
    JsonNode container = pod.at(at);
    assertThat(container.path("image").asText())
        .isEqualTo(image.dockerManifest().at("/RepoTags/0").asText());
    return Container.start(
        image, directory.resolve(name), new Container.Plan(pod, container, volumes, values));
  }

  /** What the downward API and the kubelet would say. */
  private static Map<String, String> values(ControlPlane controlPlane) {
    // An address of loopback of its own: the manifests name the port.
    String address =
        "127.%d.%d.%d".formatted(1 + pid(16) % 250, 1 + pid(8) % 250, 1 + pid(0) % 250);
    return Map.of(
        "NODE_NAME",
        NODE,
        "POD_IP",
        address,
        "POD_NAMESPACE",
        Manifests.NAMESPACE,
        "KUBERNETES_SERVICE_HOST",
        controlPlane.url().getHost(),
        "KUBERNETES_SERVICE_PORT",
        Integer.toString(controlPlane.url().getPort()),
        // the one that counts after the image's own options
        "_JAVA_OPTIONS",
        "-Xlog:class+load:file=/tmp/classes");
  }

  private static long pid(int shift) {
    return (ProcessHandle.current().pid() >> shift) & 0xff;
  }

  /** A directory for each volume of the pod, with what the kubelet puts there. */
  private static Map<String, Path> volumes(ControlPlane controlPlane, JsonNode pod)
      throws IOException, InterruptedException {
    String account = pod.at("/spec/serviceAccountName").asText();
    Path of = directory.resolve("volumes-" + account);
    Map<String, Path> volumes = new LinkedHashMap<>();
    for (JsonNode volume : pod.at("/spec/volumes")) {
      String name = volume.path("name").asText();
      volumes.put(name, Files.createDirectories(of.resolve(name)));
    }
    Files.setPosixFilePermissions(
        volume(volumes, "tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Path given = Files.createDirectories(of.resolve("serviceaccount"));
    volumes.put("serviceaccount", given);
    Files.writeString(
        given.resolve("token"),
        controlPlane.api().serviceAccountToken(Manifests.NAMESPACE, account, API));
    Files.writeString(given.resolve("namespace"), Manifests.NAMESPACE);
    Files.copy(controlPlane.caCertificate(), given.resolve("ca.crt"));
    if (volumes.containsKey("token")) {
      Files.writeString(
          volume(volumes, "token").resolve("token"),
          controlPlane.api().boundToken(Manifests.NAMESPACE, account, AUDIENCE, "Node", NODE));
    }
    return volumes;
  }

  private static Path volume(Map<String, Path> volumes, String name) {
    return requireNonNull(volumes.get(name), name);
  }

  /** A container of no pod, with a directory {@code /tmp}. */
  private static Container alone(String name, String... arguments) throws IOException {
    Path tmp = Files.createDirectories(directory.resolve(name).resolve("tmp"));
    JsonNode pod =
        Json.parse("{\"spec\":{\"securityContext\":{\"runAsUser\":0,\"runAsGroup\":0}}}");
    JsonNode container =
        Json.parse(
            "{\"args\":[\"%s\"],\"volumeMounts\":[{\"name\":\"tmp\",\"mountPath\":\"/tmp\"}]}"
                .formatted(String.join("\",\"", arguments)));
    return Container.start(
        image,
        directory.resolve(name),
        new Container.Plan(pod, container, Map.of("tmp", tmp), Map.of()));
  }

  private static boolean isThere(String program) {
    for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private static Attachment attachment(int pod) {
    return new Attachment("container-" + pod, "net1", Pod.of("image", "default", "pod-" + pod));
  }
}

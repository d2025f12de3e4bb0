package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The verbs GC and STATUS of CNI 1.1.0. */
final class GarbageCollectionTest {
  private static final String CONFIG = Networks.range("net-a", "10.0.0.0/24");

  @RegisterExtension static final RunningService SERVICE = new RunningService();

  @Test
  void gcReleasesWhatIsNotListedAndWhoseNamespaceIsGone() throws IOException, InterruptedException {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      Attachment listed = attachment("listed");
      Attachment alive = attachment("alive");
      Attachment gone = attachment("gone");
      Attachment elsewhere = attachment("elsewhere");
      add(CniCall.add(listed, CONFIG));
      add(CniCall.add(alive, CONFIG).with("CNI_NETNS", namespace.path().toString()));
      add(CniCall.add(gone, CONFIG));
      add(CniCall.add(elsewhere, Networks.range("net-b", "10.0.0.0/24")));

      SERVICE.standalone().callThroughShim(gc(CONFIG)).isSilentSuccess();
      assertThat(SERVICE.standalone().entries()).as("GC without a list").hasSize(4);

      String list = "[{\"containerID\":\"listed\",\"ifname\":\"net1\"}]";
      SERVICE
          .standalone()
          .callThroughShim(
              gc(CONFIG.replace("\"name\"", "\"cni.dev/valid-attachments\":" + list + ",\"name\"")))
          .isSilentSuccess();

      assertThat(SERVICE.standalone().entries())
          .extracting(HeldAddress::containerId)
          .containsExactlyInAnyOrder("listed", "alive", "elsewhere");
    }
  }

  @Test
  void statusIsGoodWhenAddressesCanBeGivenAndCode50WhenTheConfigurationIsWrong()
      throws IOException, InterruptedException {
    Attachment nobody = attachment("nobody");
    SERVICE.standalone().callThroughShim(CniCall.of("STATUS", nobody, CONFIG)).isSilentSuccess();
    SERVICE
        .standalone()
        .callThroughShim(CniCall.of("STATUS", nobody, Networks.range("net-a", "10.0.0.0/33")))
        .isError(50, "10.0.0.0/33");
  }

  private static void add(CniCall call) throws IOException, InterruptedException {
    assertThat(SERVICE.standalone().callThroughShim(call).ips()).hasSize(1);
  }

  private static CniCall gc(String config) {
    return CniCall.of("GC", attachment("nobody"), config)
        .without("CNI_CONTAINERID")
        .without("CNI_IFNAME")
        .without("CNI_NETNS")
        .without("CNI_ARGS");
  }

  private static Attachment attachment(String container) {
    return new Attachment(container, "net1", Pod.of("gc", "default", container));
  }

  /** A network namespace of this machine, which ends with its test. */
  private record NetworkNamespace(String name) implements AutoCloseable {
    static NetworkNamespace create() throws IOException, InterruptedException {
      String name = "hereabouts-" + ProcessHandle.current().pid();
      assumeTrue(
          ip("add", name) == 0, "a network namespace needs root and the program ip of iproute2");
      return new NetworkNamespace(name);
    }

    Path path() {
      return Path.of("/run/netns", name);
    }

    @Override
    public void close() throws IOException {
      try {
        ip("delete", name);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static int ip(String action, String name) throws IOException, InterruptedException {
      return new ProcessBuilder("bash", "-c", "ip netns " + action + " " + name)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }
}

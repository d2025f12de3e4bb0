package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the callers on some nodes of a cluster were told, to be held against its blocks. */
final class Promises {
  private final Cluster cluster;
  private final Map<Attachment, Held> held = new LinkedHashMap<>();
  private final Set<String> nodes = new HashSet<>();

  private record Held(String node, List<String> addresses) {}

  Promises(Cluster cluster) {
    this.cluster = cluster;
  }

  /** An ADD that must succeed; gives its only address. */
  String add(String node, Attachment attachment, String config)
      throws IOException, InterruptedException {
    return added(node, attachment, cluster.call(node, CniCall.add(attachment, config)));
  }

  /** Takes down an ADD that must have succeeded; gives its only address. */
  String added(String node, Attachment attachment, Answer answer) {
    assertThat(answer.exit()).as(() -> answer.stdout() + cluster.logsOrReason()).isZero();
    nodes.add(node);
    forgetSandboxesBefore(attachment);
    held.put(attachment, new Held(node, answer.ips().stream().map(Answer::bare).toList()));
    return answer.address();
  }

  /** The address moved to the pod's new sandbox. */
  private void forgetSandboxesBefore(Attachment attachment) {
    held.keySet()
        .removeIf(before ->
            before.pod().equals(attachment.pod()) && before.ifName().equals(attachment.ifName()));
  }

  /** A DEL that must succeed. */
  void delete(String node, Attachment attachment, String config)
      throws IOException, InterruptedException {
    deleted(node, attachment, cluster.call(node, CniCall.del(attachment, config)));
  }

  /** Takes down a DEL that must have succeeded. */
  void deleted(String node, Attachment attachment, Answer answer) {
    nodes.add(node);
    assertThat(answer).as(cluster::logsOrReason).isEqualTo(new Answer(0, ""));
    held.remove(attachment);
  }

  /** Takes down that GC freed what an attachment had. */
  void collected(Attachment attachment) {
    assertThat(held.remove(attachment)).isNotNull();
  }

  /**
   * Checks that no address has two owners and all that was given stands in the blocks under its
   * owner, at once; and that nothing else does, once what is on its way has arrived.
   */
  void verify() throws IOException, InterruptedException {
    List<HeldAddress> stored = cluster.entries();
    assertThat(stored.stream().filter(HeldAddress::isOrdinary).map(HeldAddress::place))
        .as("ordinary owners of one address")
        .doesNotHaveDuplicates();
    Set<String> promised = promised();
    assertThat(ofNodes(stored)).as(cluster::logsOrReason).containsAll(promised);
    try {
      Await.until("what was given back is gone", () -> ofNodes(cluster.entries()).equals(promised));
    } catch (AssertionError late) {
      assertThat(ofNodes(cluster.entries())).as(cluster::logsOrReason).isEqualTo(promised);
      throw late;
    }
  }

  private Set<String> promised() {
    Set<String> lines = new HashSet<>();
    held.forEach((attachment, one) -> {
      for (String address : one.addresses()) {
        lines.add(
            line(
                address,
                attachment.pod().uid(),
                one.node(),
                attachment.containerId(),
                attachment.ifName()));
      }
    });
    return lines;
  }

  private Set<String> ofNodes(List<HeldAddress> entries) {
    List<String> lines = new ArrayList<>();
    for (HeldAddress entry : entries) {
      if (nodes.contains(entry.node())) {
        lines.add(
            line(
                entry.address(),
                entry.podUid(),
                entry.node(),
                entry.containerId(),
                entry.ifName()));
      }
    }
    return new HashSet<>(lines);
  }

  private static String line(
      String address, String podUid, String node, String container, String ifName) {
    return String.join(" ", address, podUid, node, container, ifName);
  }
}

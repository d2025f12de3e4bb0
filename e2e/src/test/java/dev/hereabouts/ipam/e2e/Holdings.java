package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the callers of a cluster hold by what they were told, in one space. Their calls go through
 * the shim, as many at a time as they like.
 */
final class Holdings {
  private final Cluster cluster;
  private final String space;
  private final Map<Attachment, Held> held = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> failedAdds = new ConcurrentLinkedQueue<>();

  /** An ADD was answered with these, and no DEL was sent. */
  record Held(String node, String config, List<String> ips) {}

  Holdings(Cluster cluster, String space) {
    this.cluster = cluster;
    this.space = space;
  }

  Cluster cluster() {
    return cluster;
  }

  String space() {
    return space;
  }

  /** A network of this space with these further members of {@code ipam}. */
  String network(String name, String ipam) {
    return Networks.network(name, "\"network_name\":\"" + space + "\"," + ipam);
  }

  Attachment attachment(String name) {
    return new Attachment(space + "-" + name, "net1", Pod.of(space, "default", name));
  }

  /** Adds; an answer that is an error must be code 11, and means that nothing is held. */
  Answer add(String node, Attachment attachment, String config)
      throws IOException, InterruptedException {
    Answer answer = cluster.call(node, CniCall.add(attachment, config));
    if (answer.isSuccess()) {
      held.put(attachment, new Held(node, config, answer.ips()));
    } else {
      answer.isError(11, "");
      failedAdds.add(attachment.containerId() + ": " + answer.message());
    }
    return answer;
  }

  /** As {@link #add}, while the caller goes on. */
  CompletableFuture<Answer> startAdd(String node, Attachment attachment, String config) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(add(node, attachment, config));
      } catch (IOException | InterruptedException | AssertionError e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  /** Deletes; a DEL is always answered with success. */
  void delete(String node, Attachment attachment, String config)
      throws IOException, InterruptedException {
    held.remove(attachment);
    cluster.call(node, CniCall.del(attachment, config)).isSilentSuccess();
  }

  /** Deletes what is held. */
  void delete(Attachment attachment) throws IOException, InterruptedException {
    Held one = held.get(attachment);
    if (one == null) {
      throw new AssertionError("not held: " + attachment);
    }
    delete(one.node(), attachment, one.config());
  }

  Map<Attachment, Held> held() {
    return held;
  }

  /** What the ADDs were told that failed. */
  List<String> failedAdds() {
    return List.copyOf(failedAdds);
  }
}

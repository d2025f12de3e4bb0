package dev.hereabouts.ipam.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls of pods of one cluster that is served beside whereabouts. */
record BesideCalls(Cluster cluster) {
  /** A network of its own name with these members of {@code ipam} beside the name. */
  static String network(String space, String ipam) {
    return Networks.network(space, "\"network_name\":\"" + space + "\"," + ipam);
  }

  /** The network of one range. */
  static String range(String space, String range) {
    return network(space, "\"range\":\"" + range + "\"");
  }

  static Attachment attachment(String pod) {
    return attachment(pod, pod + "-c");
  }

  static Attachment attachment(String pod, String container) {
    return new Attachment(container, "net1", new Pod(pod + "-uid", "default", pod));
  }

  Answer add(String pod, String network) throws Exception {
    return cluster.call("worker-1", CniCall.add(attachment(pod), network));
  }

  void delete(String pod, String network) throws Exception {
    cluster.call("worker-1", CniCall.del(attachment(pod), network)).isSilentSuccess();
  }

  /** Runs a command on the cluster to its end. */
  Command run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Installation.launcher().toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString()));
    return Command.run(
        60,
        Map.of("HEREABOUTS_NO_BUILD", "1", "JAVA_HOME", System.getProperty("java.home")),
        command);
  }
}

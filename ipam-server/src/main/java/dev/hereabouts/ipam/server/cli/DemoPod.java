package dev.hereabouts.ipam.server.cli;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A pod as its runtime names it to the plugins.
 *
 * @param sandbox counts the sandboxes that the pod had, from 1
 */
record DemoPod(String name, int sandbox) {
  static final String NAMESPACE = "default";

  static DemoPod named(String name) {
    return new DemoPod(name, 1);
  }

  DemoPod inNewSandbox() {
    return new DemoPod(name, sandbox + 1);
  }

  String reference() {
    return NAMESPACE + "/" + name;
  }

  String uid() {
    return uuid(name).toString();
  }

  /** 64 hexadecimal digits, as container runtimes make them. */
  String containerId() {
    String id = uuid(name + " sandbox " + sandbox).toString().replace("-", "");
    return id + uuid(id).toString().replace("-", "");
  }

  /** The path of a network namespace; there is none, and giving addresses needs none. */
  String networkNamespace() {
    return "/var/run/netns/cni-" + uuid("namespace of " + containerId());
  }

  /** {@code CNI_ARGS} as a kubelet's runtime fills them. */
  String arguments() {
    return "IgnoreUnknown=1;K8S_POD_NAMESPACE="
        + NAMESPACE
        + ";K8S_POD_NAME="
        + name
        + ";K8S_POD_INFRA_CONTAINER_ID="
        + containerId()
        + ";K8S_POD_UID="
        + uid();
  }

  private static UUID uuid(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.hereabouts.ipam.e2e;

/** One interface of one sandbox of a pod. */
record Attachment(String containerId, String ifName, Pod pod) {
  /** The variable CNI_ARGS as container runtimes set it. */
  String args() {
    return "IgnoreUnknown=1;K8S_POD_NAMESPACE="
        + pod.namespace()
        + ";K8S_POD_NAME="
        + pod.name()
        + ";K8S_POD_INFRA_CONTAINER_ID="
        + containerId
        + ";K8S_POD_UID="
        + pod.uid();
  }
}

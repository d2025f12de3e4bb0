package dev.hereabouts.ipam.core.reclaim;

/** What proves that nobody uses a suspect's address. */
public enum Witness {
  NAMESPACE_GONE("namespace-gone", "the node's agent sees its network namespace gone"),
  NODE_REBOOTED("node-rebooted", "the node's agent sees that the node was started anew"),
  NODE_DELETED("node-deleted", "its node was deleted, and the agent there is silent"),
  NODE_OUT_OF_SERVICE(
      "node-out-of-service", "its node is marked out of service, and the agent there is silent"),
  OPERATOR("operator", "an operator said so");

  private final String code;
  private final String text;

  Witness(String code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The word for scripts and metrics. */
  public String code() {
    return code;
  }

  /** The words for people. */
  public String text() {
    return text;
  }
}

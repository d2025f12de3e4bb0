package dev.hereabouts.ipam.core.reclaim;

/** Why an entry is suspect. */
public enum Reason {
  POD_GONE("pod-gone", "its pod is gone"),
  POD_REPLACED("pod-replaced", "its pod is gone, another one has the name"),
  POD_COMPLETED("pod-completed", "its pod has ended"),
  NODE_REBOOTED("node-rebooted", "its node was started anew since");

  private final String code;
  private final String text;

  Reason(String code, String text) {
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

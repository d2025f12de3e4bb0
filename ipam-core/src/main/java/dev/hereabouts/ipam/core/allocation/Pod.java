package dev.hereabouts.ipam.core.allocation;

/**
 * A pod as its runtime names it.
 *
 * @param uid {@code K8S_POD_UID}, or "" where the runtime sends none
 */
public record Pod(String uid, String namespace, String name) {
  /** What tells this pod from others: its UID, else {@code namespace/name}. */
  public String identity() {
    return uid.isEmpty() ? reference() : uid;
  }

  /** {@code namespace/name}. */
  public String reference() {
    return namespace + "/" + name;
  }
}

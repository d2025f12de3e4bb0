package dev.hereabouts.ipam.core.reclaim;

/**
 * A pod as the API server has it.
 *
 * @param uid of the object
 * @param configHash of a static pod, whose runtime takes that for the UID; else ""
 * @param completed whether its phase is Succeeded or Failed: no container of it will run again
 */
public record KnownPod(
    String namespace, String name, String uid, String configHash, boolean completed) {

  boolean hasUid(String other) {
    return uid.equals(other) || (!configHash.isEmpty() && configHash.equals(other));
  }
}

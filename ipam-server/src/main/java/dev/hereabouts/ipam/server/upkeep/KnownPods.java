package dev.hereabouts.ipam.server.upkeep;

import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.core.reclaim.PodState;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * All pods of a cluster, as they were listed after the entries that are compared with them were
 * read: a pod is made before its first address, so none that has one can be missing.
 */
public final class KnownPods {
  private final Map<String, KnownPod> byReference = new HashMap<>();

  /**
   * @param all every pod
   * @param completed the UIDs of those that have ended, as {@link KnownPod#completed} has it
   */
  public KnownPods(Collection<KnownPod> all, Collection<String> completed) {
    Set<String> ended = new HashSet<>(completed);
    for (KnownPod pod : all) {
      KnownPod known =
          new KnownPod(
              pod.namespace(),
              pod.name(),
              pod.uid(),
              pod.configHash(),
              pod.completed() || ended.contains(pod.uid()));
      byReference.put(pod.namespace() + "/" + pod.name(), known);
    }
  }

  /** What became of an entry's owner; of one without a name nobody can tell. */
  public PodState stateOf(Pod owner) {
    return hasName(owner)
        ? PodState.of(owner, byReference.get(owner.reference()))
        : PodState.UNKNOWN;
  }

  /** Whether the API server can be asked for the owner. */
  public static boolean hasName(Pod owner) {
    return !owner.namespace().isEmpty() && !owner.name().isEmpty();
  }
}

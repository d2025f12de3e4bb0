package dev.hereabouts.ipam.core.reclaim;

import dev.hereabouts.ipam.core.allocation.Pod;
import org.jspecify.annotations.Nullable;

/** What is known of the pod that an entry belongs to. */
public enum PodState {
  /** It is there, and may run. */
  LIVE,
  /** It is there, and has ended for good. */
  COMPLETED,
  /** No pod has its name. */
  GONE,
  /** Its name is another pod's: that one's UID differs. */
  REPLACED,
  /** Nobody could tell. */
  UNKNOWN;

  /**
   * The state of an owner whose name was looked up.
   *
   * @param read what the API server has under the owner's namespace and name, null for nothing
   */
  public static PodState of(Pod owner, @Nullable KnownPod read) {
    if (read == null) {
      return GONE;
    }
    if (!owner.uid().isEmpty() && !read.hasUid(owner.uid())) {
      return REPLACED;
    }
    return read.completed() ? COMPLETED : LIVE;
  }
}

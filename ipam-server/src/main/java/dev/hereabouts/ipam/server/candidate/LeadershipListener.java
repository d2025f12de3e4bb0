package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.allocator.WriteListener;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;

/** Told what the leaderships of a candidate do, on the event loop. */
interface LeadershipListener {
  /** Who is told of the writes of every leadership. */
  WriteListener writes();

  /** A leadership has begun; the state is being loaded. */
  void leads();

  /** The state is loaded. */
  void serves(KubernetesStore store);

  /** The numbers of a pool, which may have changed. */
  void use(Pool pool, PoolUse use);

  /** The leadership is over. */
  void ended();
}

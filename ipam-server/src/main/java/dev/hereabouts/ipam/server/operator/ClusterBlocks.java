package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import dev.hereabouts.ipam.server.upkeep.cleanup.Blocks;
import dev.hereabouts.ipam.server.whereabouts.StoreCalls;
import java.io.IOException;

/** The blocks of a cluster. */
record ClusterBlocks(StoreCalls store) implements Blocks {
  static ClusterBlocks of(ClusterCalls cluster) {
    KubernetesStore store = cluster.store();
    return new ClusterBlocks(new StoreCalls(store, cluster::run, store::whenPoolsAreKept));
  }

  @Override
  public ReadOutcome read(BlockId block) throws IOException, InterruptedException {
    return store.read(block);
  }

  @Override
  public CommitOutcome commit(BlockWrite write) throws IOException, InterruptedException {
    return store.commit(write);
  }
}

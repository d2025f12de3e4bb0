package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.inventory.ClusterState;
import dev.hereabouts.ipam.server.inventory.Inventory;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ListOutcome;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a cluster holds from its objects, for who looks at it: the right to list pools and
 * blocks is enough, and an object that is not understood does not hide the others.
 */
public final class ClusterReader {
  private static final int POOLS_A_PAGE = 500;

  /** A full block has some 24 KB; few answers are sooner there than many. */
  private static final int BLOCKS_A_PAGE = 250;

  private static final String NOT_FOUND = ": 404: ";

  private final Consumer<Outcome> done;
  private ListOutcome.@Nullable Listed<Sighted<Pool>> pools;
  private ListOutcome.@Nullable Listed<Sighted<StoredBlock>> blocks;
  private boolean failed;

  /** What came of it. */
  public sealed interface Outcome {
    record Read(ClusterState state) implements Outcome {}

    record Failed(String reason) implements Outcome {}
  }

  private ClusterReader(Consumer<Outcome> done) {
    this.done = done;
  }

  /**
   * Reads all pools and all blocks, each as they were at one moment.
   *
   * @param api called on the event loop
   * @param done called once, there
   */
  public static void read(ApiServer api, Consumer<Outcome> done) {
    ClusterReader reader = new ClusterReader(done);
    Listing.read(api, pools(), reader::pools);
    Listing.read(api, blocks(), reader::blocks);
  }

  static Listing.Collection<Sighted<Pool>> pools() {
    return new Listing.Collection<>(
        Resource.POOLS.collection,
        View.WHOLE,
        POOLS_A_PAGE,
        Sighted.tolerant(PoolObject::readPool));
  }

  static Listing.Collection<Sighted<StoredBlock>> blocks() {
    return new Listing.Collection<>(
        Resource.BLOCKS.collection,
        View.WHOLE,
        BLOCKS_A_PAGE,
        Sighted.tolerant(json -> BlockObject.readBlock(json).block()));
  }

  private void pools(ListOutcome<Sighted<Pool>> outcome) {
    switch (outcome) {
      case ListOutcome.Listed<Sighted<Pool>> listed -> pools = listed;
      case ListOutcome.Failed<Sighted<Pool>>(String reason) -> fail(reason);
    }
    join();
  }

  private void blocks(ListOutcome<Sighted<StoredBlock>> outcome) {
    switch (outcome) {
      case ListOutcome.Listed<Sighted<StoredBlock>> listed -> blocks = listed;
      case ListOutcome.Failed<Sighted<StoredBlock>>(String reason) -> fail(reason);
    }
    join();
  }

  private void fail(String reason) {
    if (!failed) {
      failed = true;
      done.accept(
          new Outcome.Failed(
              reason.contains(NOT_FOUND)
                  ? reason
                      + "; are the custom resource definitions installed?"
                      + " hereabouts crds | kubectl apply -f -"
                  : reason));
    }
  }

  private void join() {
    if (pools == null || blocks == null || failed) {
      return;
    }
    List<String> unreadable = new ArrayList<>();
    Map<PoolId, Pool> described = new HashMap<>();
    for (Pool pool : understood(pools.items(), unreadable::add)) {
      described.merge(pool.id(), pool, ClusterReader::better);
    }
    Ledger ledger = new Ledger();
    for (StoredBlock block : understood(blocks.items(), unreadable::add)) {
      ledger.replaceBlock(block.id(), block.entries());
    }
    done.accept(
        new Outcome.Read(
            new ClusterState(
                new Inventory(described.values(), ledger),
                unreadable,
                pools.resourceVersion(),
                blocks.resourceVersion())));
  }

  /** Of two objects of one pool the one that networks have described. */
  private static Pool better(Pool one, Pool other) {
    return one.offers().isEmpty() ? other : one;
  }

  /** What is understood of them; the problems with the others are told. */
  static <T> List<T> understood(List<Sighted<T>> items, Consumer<String> unreadable) {
    List<T> understood = new ArrayList<>(items.size());
    for (Sighted<T> item : items) {
      if (item.understood() == null) {
        unreadable.accept(item.problem());
      } else {
        understood.add(item.understood());
      }
    }
    return understood;
  }
}

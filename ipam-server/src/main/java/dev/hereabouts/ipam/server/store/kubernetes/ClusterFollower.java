package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.inventory.ClusterState;
import dev.hereabouts.ipam.server.inventory.Inventory;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a cluster holds, followed from when it was read, for who looks at it. A block that is not
 * understood any more stays as it was.
 *
 * <p>Lives on the event loop.
 */
public final class ClusterFollower implements AutoCloseable {
  private static final Set<Integer> REFUSALS = Set.of(401, 403);

  private final Map<PoolId, Pool> pools = new HashMap<>();
  private final Ledger ledger;
  private final Listener listener;
  private final Watch<Sighted<Pool>> poolWatch;
  private final Watch<Sighted<StoredBlock>> blockWatch;

  /** What is told, on the event loop. */
  public interface Listener {
    /** Something is different. */
    void changed();

    /** An object is not understood: {@code HereaboutsBlock NAME: REASON}. */
    void unreadable(String problem);

    /** The API server does not let us follow. */
    void refused(String reason);
  }

  /** Takes the state over; its inventory is not to be used any more. */
  public ClusterFollower(ClusterState state, ApiServer api, Timer timer, Listener listener) {
    this.listener = listener;
    ledger = state.inventory().ledger();
    state.inventory().pools().forEach(pool -> pools.put(pool.id(), pool));
    poolWatch = follow(state.poolsVersion(), api, timer, ClusterReader.pools(), new Pools());
    blockWatch = follow(state.blocksVersion(), api, timer, ClusterReader.blocks(), new Blocks());
  }

  private static <T> Watch<Sighted<T>> follow(
      String version,
      ApiServer api,
      Timer timer,
      Listing.Collection<Sighted<T>> collection,
      Watch.Listener<Sighted<T>> listener) {
    return Watch.from(version, api, timer, collection, listener);
  }

  /** What is held now: a live view. */
  public Inventory inventory() {
    return new Inventory(pools.values(), ledger);
  }

  @Override
  public void close() {
    poolWatch.close();
    blockWatch.close();
  }

  /** Takes what is understood of what a watch tells, and tells that there was something. */
  private abstract class Taking<T> implements Watch.Listener<Sighted<T>> {
    abstract void replaceAll(List<T> all);

    abstract void take(T object);

    abstract void drop(T object);

    @Override
    public void listed(List<Sighted<T>> all) {
      replaceAll(ClusterReader.understood(all, listener::unreadable));
      listener.changed();
    }

    @Override
    public void changed(Sighted<T> object) {
      with(object, this::take);
    }

    @Override
    public void removed(Sighted<T> object) {
      with(object, this::drop);
    }

    @Override
    public boolean refused(ApiStatus status) {
      boolean isFinal = REFUSALS.contains(status.code());
      if (isFinal) {
        listener.refused(status.text());
      }
      return isFinal;
    }

    private void with(Sighted<T> object, Consumer<T> action) {
      ClusterReader.understood(List.of(object), listener::unreadable).forEach(action);
      listener.changed();
    }
  }

  private final class Pools extends Taking<Pool> {
    @Override
    void replaceAll(List<Pool> all) {
      pools.clear();
      all.forEach(this::take);
    }

    @Override
    void take(Pool pool) {
      pools.put(pool.id(), pool);
    }

    @Override
    void drop(Pool pool) {
      pools.remove(pool.id());
    }
  }

  private final class Blocks extends Taking<StoredBlock> {
    @Override
    void replaceAll(List<StoredBlock> all) {
      Set<BlockId> gone = new HashSet<>(ledger.blocks().toList());
      all.forEach(block -> gone.remove(block.id()));
      gone.forEach(block -> ledger.replaceBlock(block, List.of()));
      all.forEach(this::take);
    }

    @Override
    void take(StoredBlock block) {
      ledger.replaceBlock(block.id(), block.entries());
    }

    @Override
    void drop(StoredBlock block) {
      ledger.replaceBlock(block.id(), List.of());
    }
  }
}

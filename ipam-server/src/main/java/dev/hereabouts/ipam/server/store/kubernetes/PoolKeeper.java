package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pools' descriptions and slices, one write in flight for each pool, again and again until
 * it went.
 *
 * <p>Slices are written onto the version that was read, for others may write them, too: what they
 * wrote is shown first.
 */
final class PoolKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(PoolKeeper.class);
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;
  private static final int CONFLICTS_IN_A_ROW = 5;

  private static final class Kept {
    String name;
    boolean exists;
    boolean busy;
    int conflicts;
    String version = "";
    @Nullable Pool stored;
    Pool wanted;
    long pause = FIRST_PAUSE_MILLIS;

    Kept(String name, Pool wanted) {
      this.name = name;
      this.wanted = wanted;
    }
  }

  private final ApiServer api;
  private final Timer timer;
  private final Map<PoolId, Kept> pools = new HashMap<>();
  private final List<Runnable> awaiting = new ArrayList<>();
  private int busy;
  private Predicate<Pool> judge = this::yields;

  PoolKeeper(ApiServer api, Timer timer) {
    this.api = api;
    this.timer = timer;
  }

  /**
   * Shows every pool that others have written to this one, which calls {@link #keep} with what is
   * to become of it. Without a judge, what others wrote is left as it is, and ours comes beside.
   *
   * @param other tells whether it is still to be written
   */
  void judge(Predicate<Pool> other) {
    judge = other;
  }

  private boolean yields(Pool stored) {
    Kept kept = pools.get(stored.id());
    if (kept != null) {
      kept.wanted = kept.wanted.withSlices(stored.beside(kept.wanted.slices()).slices());
    }
    return true;
  }

  /** The API server has this pool. */
  void loaded(PoolObject object, Pool pool) {
    Kept kept = pools.computeIfAbsent(pool.id(), _ -> new Kept(object.name(), pool));
    kept.name = object.name();
    kept.version = object.version();
    kept.exists = true;
    kept.stored = pool;
  }

  /** A watch tells that the API server has or had this pool. */
  void seen(PoolObject object, Pool pool) {
    Kept kept = pools.get(pool.id());
    if (kept == null) {
      loaded(object, pool);
    }
    var _ = judge.test(pool);
  }

  /** A watch tells that the API server has this object no more. */
  void removed(PoolObject object, PoolId id) {
    Kept kept = pools.get(id);
    if (kept != null && !kept.busy && kept.name.equals(object.name())) {
      kept.exists = false;
      kept.stored = null;
    }
  }

  /** Whether the pool has no object, and none is being made. */
  boolean isMissing(PoolId id) {
    Kept kept = pools.get(id);
    return kept == null || !(kept.exists || kept.busy);
  }

  void keep(Pool pool) {
    PoolId id = pool.id();
    Kept kept =
        pools.computeIfAbsent(id, _ -> new Kept(Resource.name(id.space(), id.cidr()), pool));
    kept.wanted = pool;
    if (!kept.busy) {
      write(kept);
    }
  }

  /** The name of the pool's object, or null while there is none. */
  @Nullable String nameOf(PoolId id) {
    Kept kept = pools.get(id);
    return kept == null || !kept.exists ? null : kept.name;
  }

  /** Calls back once, when nothing is left to write. */
  void whenIdle(Runnable done) {
    if (busy == 0) {
      done.run();
    } else {
      awaiting.add(done);
    }
  }

  private void write(Kept kept) {
    Pool pool = kept.wanted;
    if (pool.equals(kept.stored)) {
      idle(kept);
      return;
    }
    if (!kept.busy) {
      kept.busy = true;
      busy++;
    }
    try {
      if (kept.exists) {
        patch(kept, pool);
      } else {
        byte[] object = PoolObject.creation(kept.name, pool);
        Pool made = pool.withSlices(List.of());
        api.request(Verb.POST, Resource.POOLS.collection, object, end -> written(kept, made, end));
      }
    } catch (IOException e) {
      LOG.error("{} cannot be written: {}", pool.id(), e.getMessage());
      idle(kept);
    }
  }

  /** Writes the description, or the slices when that is as it should be: two resources. */
  private void patch(Kept kept, Pool pool) throws IOException {
    String path = Resource.POOLS.path(kept.name);
    List<NodeSlice> slices = kept.stored == null ? List.of() : kept.stored.slices();
    Pool described = pool.withSlices(slices);
    if (described.equals(kept.stored)) {
      byte[] patch = PoolObject.slicesPatch(pool, kept.version);
      api.request(Verb.PATCH, path + "/status", patch, end -> written(kept, pool, end));
    } else {
      byte[] patch = PoolObject.patch(pool);
      api.request(Verb.PATCH, path, patch, end -> written(kept, described, end));
    }
  }

  private void written(Kept kept, Pool pool, ApiOutcome outcome) {
    switch (outcome) {
      case ApiOutcome.Answered answer when Answers.isSuccess(answer) -> {
        kept.exists = true;
        kept.pause = FIRST_PAUSE_MILLIS;
        kept.conflicts = 0;
        kept.stored = pool;
        PoolObject object = object(answer);
        kept.version = object == null ? "" : object.version();
        if (object != null && !object.slices().equals(pool.slices())) {
          kept.stored = pool.withSlices(object.slices());
          judged(kept, kept.stored);
        } else {
          write(kept);
        }
      }
      case ApiOutcome.Answered answer when answer.status() == Answers.CONFLICT -> conflict(kept);
      case ApiOutcome.Answered answer when Answers.isObjectMissing(answer) -> missing(kept);
      case ApiOutcome.Answered answer -> later(kept, ApiStatus.of(answer).text());
      case ApiOutcome.NoAnswer(String reason) -> later(kept, reason);
    }
  }

  private static @Nullable PoolObject object(ApiOutcome.Answered answer) {
    try {
      return Json.decode(answer.body(), PoolObject::read);
    } catch (IOException e) {
      LOG.debug("an answer is no {}: {}", Resource.POOLS.kind, e.getMessage());
      return null;
    }
  }

  /** Another wrote or made the object: it is read before it is written. */
  private void conflict(Kept kept) {
    if (++kept.conflicts > CONFLICTS_IN_A_ROW) {
      kept.conflicts = 0;
      later(kept, "others write it all the time");
    } else {
      api.get(Resource.POOLS.path(kept.name), outcome -> read(kept, outcome));
    }
  }

  private void read(Kept kept, ApiOutcome outcome) {
    switch (outcome) {
      case ApiOutcome.Answered answer when answer.status() == Answers.OK -> {
        try {
          PoolObject object = Json.decode(answer.body(), PoolObject::read);
          Pool pool = object.pool();
          loaded(object, pool);
          judged(kept, pool);
        } catch (IOException e) {
          later(kept, String.valueOf(e.getMessage()));
        }
      }
      case ApiOutcome.Answered answer when Answers.isObjectMissing(answer) -> missing(kept);
      case ApiOutcome.Answered answer -> later(kept, ApiStatus.of(answer).text());
      case ApiOutcome.NoAnswer(String reason) -> later(kept, reason);
    }
  }

  private void judged(Kept kept, Pool pool) {
    if (judge.test(pool)) {
      write(kept);
    } else {
      idle(kept);
    }
  }

  private void missing(Kept kept) {
    kept.exists = false;
    kept.stored = null;
    write(kept);
  }

  private void later(Kept kept, String reason) {
    LOG.warn("{} was not written, trying again: {}", kept.name, reason);
    long pause = kept.pause;
    kept.pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    timer.after(pause, () -> write(kept));
  }

  private void idle(Kept kept) {
    if (!kept.busy) {
      return;
    }
    kept.busy = false;
    busy--;
    if (busy == 0) {
      List<Runnable> told = List.copyOf(awaiting);
      awaiting.clear();
      told.forEach(Runnable::run);
    }
  }
}

package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.inventory.PoolReport;
import dev.hereabouts.ipam.server.json.EntryTexts;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ListOutcome;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a cluster: each block is a HereaboutsBlock, each pool a HereaboutsPool. A block's
 * version is its object's resourceVersion.
 *
 * <p>Called on the event loop, and answers there.
 */
public final class KubernetesStore implements BlockStore {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesStore.class);

  /** A full block has some 24 KB, so a page has some megabytes. */
  private static final int BLOCKS_A_PAGE = 100;

  private static final int OBJECTS_A_PAGE = 500;
  private static final int REMEMBERED_BLOCKS = 64;

  private final ApiServer api;
  private final Timer timer;
  private final KnownBlocks blocks = new KnownBlocks();
  private final PoolKeeper pools;
  private final PoolStatuses statuses;
  private final EntryTexts<SerializedString> texts =
      new EntryTexts<>(REMEMBERED_BLOCKS, entry -> new SerializedString(EntryLine.of(entry)));
  private FollowedBlocks followed;
  private String loadedVersion = "";

  public KubernetesStore(ApiServer api, Timer timer) {
    this.api = api;
    this.timer = timer;
    pools = new PoolKeeper(api, timer);
    statuses = new PoolStatuses(api);
    followed = new FollowedBlocks(blocks, timer, _ -> {}, _ -> {}, () -> {});
  }

  /**
   * Tells, on the event loop, of all blocks, and of what becomes of them, until all is loaded: late
   * and without a promise. {@link #load} makes sure of it.
   *
   * @param found told of a block as it is
   * @param gone told of a block that was found and is no more
   * @param warm run when all blocks were told of once
   */
  public void follow(Consumer<StoredBlock> found, Consumer<BlockId> gone, Runnable warm) {
    followed.close();
    followed = new FollowedBlocks(blocks, timer, found, gone, warm);
    followed.follow(
        Watch.start(
            api,
            timer,
            new Listing.Collection<>(
                Resource.BLOCKS.collection,
                View.WHOLE,
                BLOCKS_A_PAGE,
                FollowedBlocks.Sighting::read),
            followed));
  }

  /** Follows no more. */
  public void close() {
    followed.close();
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    followed.close();
    Listing.read(
        api,
        new Listing.Collection<>(
            Resource.POOLS.collection, View.WHOLE, OBJECTS_A_PAGE, PoolObject::read),
        outcome -> {
          switch (outcome) {
            case ListOutcome.Failed<PoolObject>(String reason) ->
                done.accept(new LoadOutcome.Failed(reason));
            case ListOutcome.Listed<PoolObject> listed -> {
              List<Pool> read = pools(listed.items());
              if (followed.isWarm()) {
                catchUp(read, done);
              } else {
                loadBlocks(read, done);
              }
            }
          }
        });
  }

  private void catchUp(List<Pool> pools, Consumer<LoadOutcome> done) {
    new CatchingUp(
            api,
            blocks,
            outcome -> {
              switch (outcome) {
                case CatchingUp.Outcome.Failed(String reason) ->
                    done.accept(new LoadOutcome.Failed(reason));
                case CatchingUp.Outcome.TooMany() -> loadBlocks(pools, done);
                case CatchingUp.Outcome.Differences(var changed, var gone, String version) -> {
                  loadedVersion = version;
                  gone.forEach(blocks::isGone);
                  changed.forEach(each -> blocks.is(each.block().id(), each.head()));
                  LOG.info(
                      "{} blocks had changed unseen, {} are gone", changed.size(), gone.size());
                  done.accept(
                      new LoadOutcome.CaughtUp(
                          changed.stream().map(BlockObject.Read::block).toList(), gone, pools));
                }
              }
            })
        .start();
  }

  private void loadBlocks(List<Pool> pools, Consumer<LoadOutcome> done) {
    Listing.read(
        api,
        new Listing.Collection<>(
            Resource.BLOCKS.collection, View.WHOLE, BLOCKS_A_PAGE, BlockObject::readBlock),
        outcome -> {
          switch (outcome) {
            case ListOutcome.Failed<BlockObject.Read>(String reason) ->
                done.accept(new LoadOutcome.Failed(reason));
            case ListOutcome.Listed<BlockObject.Read>(var items, String version) -> {
              loadedVersion = version;
              blocks.clear();
              List<StoredBlock> loaded = new ArrayList<>(items.size());
              for (BlockObject.Read item : items) {
                blocks.is(item.block().id(), item.head());
                loaded.add(item.block());
              }
              done.accept(new LoadOutcome.Loaded(loaded, pools));
            }
          }
        });
  }

  private List<Pool> pools(List<PoolObject> objects) {
    List<Pool> read = new ArrayList<>();
    for (PoolObject object : objects) {
      try {
        Pool pool = object.pool();
        pools.loaded(object, pool);
        read.add(pool);
      } catch (IOException e) {
        LOG.warn("{} {} is passed over: {}", Resource.POOLS.kind, object.name(), e.getMessage());
      }
    }
    return read;
  }

  @Override
  public void read(BlockId id, Consumer<ReadOutcome> done) {
    new BlockRead(api, blocks, id).start(done);
  }

  @Override
  public void commit(BlockWrite write, Consumer<CommitOutcome> done) {
    BlockId id = write.id();
    blocks.writing(id);
    new BlockCommit(
            api,
            blocks,
            texts,
            id,
            outcome -> {
              Runnable judgement = blocks.written(id);
              done.accept(outcome);
              judgement.run();
            })
        .start(write);
  }

  @Override
  public void keep(Pool pool) {
    pools.keep(pool);
  }

  /**
   * Writes a pool's status for people to read, if it has changed; soon and without an answer. A
   * pool whose object somebody has deleted gets a new one as long as it has entries.
   *
   * @param now the time of what has changed
   * @return whether it stands there already; else to be called again
   */
  public boolean publish(PoolReport report, Instant now) {
    PoolId id = report.pool().id();
    String name = pools.nameOf(id);
    if (name != null) {
      return statuses.publish(name, report, now);
    }
    if (pools.isMissing(id)) {
      if (report.use().used() == 0) {
        return true;
      }
      LOG.info("{} in \"{}\" has entries and no object: making one", id.cidr(), id.space());
      pools.keep(report.pool());
    }
    return false;
  }

  /** Tells soon which object a pool has; null if it has none yet, or it cannot be read. */
  public void find(PoolId pool, Consumer<@Nullable ObjectMeta> found) {
    String name = pools.nameOf(pool);
    if (name == null) {
      found.accept(null);
      return;
    }
    api.request(
        Verb.GET,
        Resource.POOLS.path(name),
        ApiServer.NO_BODY,
        View.METADATA,
        outcome -> found.accept(metaIn(outcome)));
  }

  private static @Nullable ObjectMeta metaIn(ApiOutcome outcome) {
    if (outcome instanceof ApiOutcome.Answered answer && Answers.isSuccess(answer)) {
      try {
        return Json.decode(answer.body(), ObjectMeta::read);
      } catch (IOException e) {
        LOG.warn("a {} is not understood: {}", Resource.POOLS.kind, e.getMessage());
      }
    }
    return null;
  }

  /** Calls back once, when every pool is kept. */
  public void whenPoolsAreKept(Runnable done) {
    pools.whenIdle(done);
  }

  /**
   * Shows, on the event loop, how each pool is or was stored, for others may write its slices: all
   * of them now, and one when it has changed or ours could not be written onto it.
   *
   * @param judge calls {@link #keep} with what is to become of it, and tells whether we may write
   * @param lost run when a status that was published is there no more
   */
  public Watch<?> watchPools(Predicate<Pool> judge, Runnable lost) {
    pools.judge(judge);
    Watch.Listener<Sighted<PoolObject>> listener =
        new Watch.Listener<>() {
          @Override
          public void listed(List<Sighted<PoolObject>> all) {
            all.forEach(this::changed);
          }

          @Override
          public void changed(Sighted<PoolObject> sighted) {
            PoolObject object = sighted.understood();
            if (object == null) {
              LOG.warn("a pool is passed over: {}", sighted.problem());
              return;
            }
            try {
              Pool pool = object.pool();
              pools.seen(object, pool);
              if (statuses.seen(pool.id(), object.use())) {
                lost.run();
              }
            } catch (IOException e) {
              LOG.debug("{} is passed over: {}", object.name(), e.getMessage());
            }
          }

          @Override
          public void removed(Sighted<PoolObject> sighted) {
            PoolObject object = sighted.understood();
            if (object == null) {
              return;
            }
            try {
              PoolId id = object.pool().id();
              pools.removed(object, id);
              statuses.forget(id);
              lost.run();
            } catch (IOException e) {
              LOG.debug("{} is gone, and was never understood: {}", object.name(), e.getMessage());
            }
          }
        };
    return Watch.start(
        api,
        timer,
        new Listing.Collection<>(
            Resource.POOLS.collection,
            View.WHOLE,
            OBJECTS_A_PAGE,
            Sighted.tolerant(PoolObject::read)),
        listener);
  }

  /**
   * Tells, on the event loop, of blocks that somebody else wrote, made or removed; also now and
   * then of one that nobody did. What was loaded before is followed from that moment.
   */
  public Watch<ObjectMeta> watch(Consumer<BlockId> changed) {
    blocks.watch(changed, name -> appeared(name, changed));
    Watch.Listener<ObjectMeta> listener =
        new Watch.Listener<>() {
          @Override
          public void listed(List<ObjectMeta> all) {
            blocks.listed(all);
          }

          @Override
          public void changed(ObjectMeta object) {
            blocks.seen(object, false);
          }

          @Override
          public void removed(ObjectMeta object) {
            blocks.seen(object, true);
          }
        };
    Listing.Collection<ObjectMeta> all =
        new Listing.Collection<>(
            Resource.BLOCKS.collection, View.METADATA, OBJECTS_A_PAGE, ObjectMeta::read);
    return loadedVersion.isEmpty()
        ? Watch.start(api, timer, all, listener)
        : Watch.from(loadedVersion, api, timer, all, listener);
  }

  /** An object that we do not know: its name alone does not tell its space. */
  private void appeared(String name, Consumer<BlockId> changed) {
    api.get(
        Resource.BLOCKS.path(name),
        outcome -> {
          if (outcome instanceof ApiOutcome.Answered answer && Answers.isSuccess(answer)) {
            try {
              changed.accept(Json.decode(answer.body(), BlockObject::readBlock).block().id());
            } catch (IOException e) {
              LOG.error("a block that another made is not understood: {}", e.getMessage());
            }
          }
        });
  }
}

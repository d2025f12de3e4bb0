package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.whereabouts.BesideNames.Spot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store beside whereabouts: what it writes is recorded on the old side before, and taken away
 * there after it is gone here.
 *
 * <p>What whereabouts holds is shown among the entries of blocks, and never written; so deciding
 * passes it by. A race that is lost is a conflict: the block is read again, and then shows it.
 */
public final class BesideStore implements BlockStore {
  /** Of a block that the store does not have. */
  private static final Version ABSENT = new Version("absent, with what whereabouts holds");

  /** More than that in a row is no bad luck. */
  private static final int MOST_LOST_RACES = 20;

  private final BlockStore store;
  private final OldSide old;
  private final Settling settling;
  private final ForeignEntries foreign = new ForeignEntries();
  private final Followed followed = new Followed();

  /**
   * @param store must refuse writes when this does not lead
   * @param namespace of whereabouts' objects
   * @param leads whether this may write
   * @param name of this leadership, and of no other
   */
  public BesideStore(
      BlockStore store,
      ApiServer api,
      String namespace,
      BooleanSupplier leads,
      Timer timer,
      String name) {
    this.store = store;
    this.old = OldSide.of(api, namespace, leads);
    this.settling = new Settling(store, old, foreign, leads, timer, "_" + name + "_");
  }

  /** The store tells what a block is, while another leads. */
  public void follow(StoredBlock block) {
    followed.is(block);
  }

  /** The store tells that a block is no more, while another leads. */
  public void follow(BlockId gone) {
    followed.isGone(gone);
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    store.load(outcome -> {
      switch (outcome) {
        case LoadOutcome.Loaded loaded -> adopt(followed.all(loaded), loaded.pools(), done);
        case LoadOutcome.CaughtUp caughtUp -> adopt(followed.all(caughtUp), caughtUp.pools(), done);
        case LoadOutcome.Failed _ -> done.accept(outcome);
      }
    });
  }

  /** Brings both sides together: entries that the old side does not have are recorded there. */
  private void adopt(List<StoredBlock> blocks, List<Pool> pools, Consumer<LoadOutcome> done) {
    int listing = foreign.begin();
    old.list()
        .compose(records -> settling.adopt(blocks, records, listing))
        .onComplete(
            _ -> {
              followed.forget();
              done.accept(new LoadOutcome.Loaded(shown(blocks), pools));
            },
            failure -> done.accept(new LoadOutcome.Failed(String.valueOf(failure.getMessage()))));
  }

  private List<StoredBlock> shown(List<StoredBlock> blocks) {
    List<StoredBlock> all = new ArrayList<>();
    Set<BlockId> others = new HashSet<>(foreign.blocks());
    for (StoredBlock block : blocks) {
      all.add(shown(block));
      others.remove(block.id());
    }
    others.forEach(id -> all.add(absent(id)));
    return all;
  }

  private StoredBlock shown(StoredBlock block) {
    List<Entry> entries = new ArrayList<>(block.entries());
    entries.addAll(foreign.in(block.id()));
    return new StoredBlock(block.id(), block.version(), block.writer(), entries);
  }

  private StoredBlock absent(BlockId id) {
    return new StoredBlock(id, ABSENT, "", foreign.in(id));
  }

  /**
   * Looks at what whereabouts holds.
   *
   * @param changed told of each block in which that is not what it was
   */
  Future<@Nullable Void> look(Consumer<BlockId> changed) {
    int listing = foreign.begin();
    return old.list()
        .map(records -> {
          settling.look(records, listing).forEach(changed);
          return null;
        });
  }

  @Override
  public void read(BlockId id, Consumer<ReadOutcome> done) {
    store.read(
        id,
        outcome -> {
          switch (outcome) {
            case ReadOutcome.Found(StoredBlock block) -> {
              settling.read(id, block.entries());
              done.accept(new ReadOutcome.Found(shown(block)));
            }
            case ReadOutcome.Absent() -> {
              settling.read(id, List.of());
              done.accept(foreign.in(id).isEmpty() ? outcome : new ReadOutcome.Found(absent(id)));
            }
            case ReadOutcome.Failed _ -> done.accept(outcome);
          }
        });
  }

  @Override
  public void commit(BlockWrite write, Consumer<CommitOutcome> done) {
    settling
        .inTurn(
            write.id(),
            () -> {
              Promise<@Nullable Void> ended = Promise.promise();
              commitNow(
                  write,
                  outcome -> {
                    done.accept(outcome);
                    ended.complete();
                  });
              return ended.future();
            })
        .onFailure(failure -> done.accept(rejected(failure)));
  }

  private void commitNow(BlockWrite write, Consumer<CommitOutcome> done) {
    switch (write) {
      case BlockWrite.Remove(BlockId id, Version basedOn) -> {
        if (basedOn.equals(ABSENT)) {
          done.accept(new CommitOutcome.Committed(null));
        } else {
          write(write, Map.of(), done);
        }
      }
      case BlockWrite.Put put -> claimAndWrite(put, done);
    }
  }

  private void claimAndWrite(BlockWrite.Put shown, Consumer<CommitOutcome> done) {
    List<Entry> entries =
        shown.entries().stream().filter(entry -> !ForeignEntries.isForeign(entry)).toList();
    Version basedOn = ABSENT.equals(shown.basedOn()) ? null : shown.basedOn();
    BlockWrite.Put put = new BlockWrite.Put(shown.id(), basedOn, shown.writer(), entries);
    Map<Claim, Right> wanted = Right.of(entries);
    BlockClaims claims = settling.claims(put.id());
    Map<Claim, Right> due = claims.due(wanted);
    if (due.isEmpty()) {
      write(put, wanted, done);
      return;
    }
    String mark = settling.newMark();
    claims.trying(due, mark);
    old.claim(due, mark)
        .onComplete(
            taken -> {
              if (taken.isEmpty()) {
                claims.recorded(due, mark);
                write(put, wanted, done);
              } else {
                done.accept(lost(put.id(), due, taken));
                settling.later(put.id());
              }
            },
            failure -> {
              done.accept(rejected(failure));
              settling.later(put.id());
            });
  }

  private CommitOutcome lost(BlockId id, Map<Claim, Right> due, List<Spot> taken) {
    taken.forEach(foreign::meet);
    BlockClaims claims = settling.claims(id);
    Set<Claim> lost = new HashSet<>(due.keySet());
    lost.removeIf(claim -> taken.stream().noneMatch(claim::needs));
    claims.lostRaces++;
    return claims.areStored(lost) || claims.lostRaces > MOST_LOST_RACES
        ? new CommitOutcome.Rejected("whereabouts has given it meanwhile: " + Settling.text(taken))
        : new CommitOutcome.Conflict();
  }

  private static CommitOutcome rejected(Throwable failure) {
    return new CommitOutcome.Rejected(
        "the address cannot be recorded for whereabouts: " + failure.getMessage());
  }

  private void write(BlockWrite write, Map<Claim, Right> wanted, Consumer<CommitOutcome> done) {
    store.commit(
        write,
        outcome -> {
          switch (outcome) {
            case CommitOutcome.Committed _ ->
                settling.committed(write.id(), wanted).onComplete(_ -> done.accept(outcome));
            case CommitOutcome.Unknown _ -> {
              settling.claims(write.id()).uncertain = true;
              done.accept(outcome);
            }
            case CommitOutcome.Conflict _, CommitOutcome.Rejected _ -> {
              done.accept(outcome);
              settling.later(write.id());
            }
          }
        });
  }

  @Override
  public void keep(Pool pool) {
    store.keep(pool);
  }
}

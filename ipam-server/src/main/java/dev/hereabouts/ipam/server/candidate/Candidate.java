package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.allocator.Allocator;
import dev.hereabouts.ipam.server.allocator.Pacing;
import dev.hereabouts.ipam.server.allocator.Role;
import dev.hereabouts.ipam.server.beside.BesideStore;
import dev.hereabouts.ipam.server.beside.Lookout;
import dev.hereabouts.ipam.server.cluster.LeaderRecord;
import dev.hereabouts.ipam.server.cluster.LeaderRecords;
import dev.hereabouts.ipam.server.election.ElectionListener;
import dev.hereabouts.ipam.server.election.Elector;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import dev.hereabouts.ipam.server.leader.Leadership;
import dev.hereabouts.ipam.server.leader.Standing;
import dev.hereabouts.ipam.server.reclaim.Holdings;
import dev.hereabouts.ipam.server.reclaim.ReclaimListener;
import dev.hereabouts.ipam.server.reclaim.Reclaimer;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import dev.hereabouts.ipam.server.wire.ReportReply;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a candidate does with its leadership: for each one it loads the state, serves, and says
 * where it is. While another leads it follows the state, so that little is left to load.
 *
 * <p>Leading saves work, it proves nothing: what makes two leaders harmless is that each write
 * rests on a version.
 */
final class Candidate implements ElectionListener, Leadership, Holdings {
  private static final Logger LOG = LoggerFactory.getLogger(Candidate.class);

  private static final Pacing PACING = new Pacing(8, 5);

  private static final long RETRY_MILLIS = 1_000;

  private static final Reply.Unavailable LOST =
      new Reply.Unavailable("this allocator does not lead any more; ask the new leader");

  private final Loop loop;
  private final Supplier<KubernetesStore> stores;
  private final Supplier<Runnable> dryRuns;
  private final @Nullable Beside beside;
  private final Reclaimers reclaimers;
  private final LeaderRecords records;
  private final LeadershipListener listener;
  private final String identity;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Elector elector;
  private @Nullable LeaderRecord self;

  /** The state of the leadership that is, or of the next one. */
  private Turn turn;

  /** That of {@link #turn} while it serves. */
  private @Nullable Allocator allocator;

  private @Nullable Watch<?> edits;
  private @Nullable LeadersPools pools;
  private @Nullable Reclaimer reclaimer;

  /** Ends the dry run; null as long as there was none. */
  private @Nullable Runnable dryRun;

  private long leaderships;
  private int turns;
  private boolean shuttingDown;
  private boolean busy;
  private String holder = "";

  /** The event loop, as the allocator needs it. */
  interface Loop extends Executor {
    /** Runs the task on the loop after this many milliseconds. */
    void after(long millis, Runnable task);
  }

  /**
   * @param stores a new one for each leadership
   * @param dryRuns starts what makes a follower quick, and gives what ends it
   * @param listener told of what the leaderships do
   * @param reclaimers starts one for each leadership
   * @param identity of this process, as in the lease
   * @param beside makes the store for the time beside whereabouts; else null
   */
  Candidate(
      Loop loop,
      Supplier<KubernetesStore> stores,
      Supplier<Runnable> dryRuns,
      Reclaimers reclaimers,
      LeaderRecords records,
      LeadershipListener listener,
      String identity,
      @Nullable Beside beside) {
    this.loop = loop;
    this.beside = beside;
    this.dryRuns = dryRuns;
    this.reclaimers = reclaimers;
    this.stores = stores;
    this.records = records;
    this.listener = listener;
    this.identity = identity;
    this.turn = new Turn();
  }

  /** Makes a store of another that writes only while its allocator leads. */
  interface Beside {
    /**
     * The store for one leadership.
     *
     * @param name of the leadership, and of no other
     */
    BesideStore store(BlockStore store, BooleanSupplier leads, String name);
  }

  /** Starts what takes back addresses that nobody gives back, for one leadership. */
  @FunctionalInterface
  interface Reclaimers {
    Reclaimer start(Holdings holdings, ReclaimListener listener);
  }

  /** The state for one leadership, followed until then. */
  private final class Turn {
    final String name = identity + "." + ++turns;
    final KubernetesStore store = stores.get();
    final LeadersStore leadersStore = new LeadersStore(store, this::leads);
    final @Nullable BesideStore besideStore =
        beside == null ? null : beside.store(leadersStore, this::leads, name);
    final Allocator allocator =
        new Allocator(
            loop,
            loop::after,
            besideStore == null ? leadersStore : besideStore,
            () -> new OwnershipId(random.nextLong(), random.nextLong()),
            name,
            PACING,
            listener.writes());
    private boolean follows;

    boolean leads() {
      return equals(turn) && stillLeads();
    }

    void follow() {
      if (!follows && allocator.role() == Role.FOLLOWER) {
        follows = true;
        store.follow(this::follow, this::follow, this::isWarm);
      }
    }

    private void follow(StoredBlock block) {
      if (besideStore != null) {
        besideStore.follow(block);
      }
      allocator.follow(block);
    }

    private void follow(BlockId gone) {
      if (besideStore != null) {
        besideStore.follow(gone);
      }
      allocator.follow(gone);
    }

    private void isWarm() {
      LOG.info("{} follows: {} entries", identity, allocator.ledger().size());
      if (dryRun == null) {
        dryRun = dryRuns.get();
      }
    }

    void end() {
      store.close();
      allocator.resign();
    }
  }

  /**
   * Becomes a candidate.
   *
   * @param record what agents are told while this one leads
   */
  void stand(Elector election, LeaderRecord record) {
    elector = election;
    self = record;
    election.start();
  }

  @Override
  public void leading() {
    leaderships++;
    LOG.info("{} leads; loading the state", identity);
    listener.leads();
    endDryRun();
    load(leaderships);
  }

  private void load(long leadership) {
    if (leadership != leaderships || shuttingDown) {
      return;
    }
    Turn next = turn;
    next.allocator.lead(failure -> {
      if (leadership != leaderships || shuttingDown) {
        return;
      }
      if (failure == null) {
        loaded(leadership, next.allocator, next.store);
      } else {
        LOG.warn("the state cannot be loaded, trying again: {}", failure);
        loop.after(RETRY_MILLIS, () -> load(leadership));
      }
    });
  }

  private void loaded(long leadership, Allocator next, KubernetesStore store) {
    allocator = next;
    LeadersPools led =
        new LeadersPools(next, store, loop::after, turn::leads, listener, this::suspects);
    pools = led;
    edits =
        store.watch(block -> {
          led.changed();
          next.changedByAnother(block);
        });
    LOG.info(
        "{} serves: {} entries in {} pools",
        identity,
        next.ledger().size(),
        next.ledger().pools().size());
    listener.serves(store);
    publish(leadership);
    led.start();
    reclaimer = reclaimers.start(this, led.suspects());
    if (turn.besideStore != null) {
      new Lookout(turn.besideStore, loop::after, turn::leads, next::changedByAnother).start();
    }
  }

  private Map<PoolId, Integer> suspects() {
    return reclaimer == null ? Map.of() : reclaimer.suspects();
  }

  private void publish(long leadership) {
    if (leadership == leaderships && allocator != null && self != null) {
      records.publish(
          self,
          failure -> {
            if (failure != null) {
              loop.after(RETRY_MILLIS, () -> publish(leadership));
            }
          });
    }
  }

  /** The leader's record has changed; a leader whose record it is not puts its own back. */
  void recordChanged(LeaderRecord record) {
    if (!record.equals(self)) {
      publish(leaderships);
    }
  }

  @Override
  public void lost(String reason) {
    LOG.warn("{} leads no more: {}", identity, reason);
    leaderships++;
    listener.ended();
    resign();
  }

  @Override
  public void observed(String observedHolder) {
    holder = observedHolder;
    LOG.info("the lease is held by {}", observedHolder.isEmpty() ? "nobody" : observedHolder);
    if (!holder.isEmpty() && !holder.equals(identity) && !shuttingDown) {
      turn.follow();
    }
  }

  /** Hands over: answers no more, and gives the lease back. */
  void shutDown(Runnable done) {
    shuttingDown = true;
    turn.store.close();
    endDryRun();
    endReclaimer();
    Elector candidate = elector;
    if (candidate == null) {
      done.run();
    } else {
      candidate.release(done);
    }
  }

  private void endDryRun() {
    if (dryRun != null) {
      dryRun.run();
    }
  }

  private void endReclaimer() {
    if (reclaimer != null) {
      reclaimer.close();
      reclaimer = null;
    }
  }

  private void resign() {
    endReclaimer();
    if (edits != null) {
      edits.close();
      edits = null;
    }
    if (pools != null) {
      pools.close();
      pools = null;
    }
    allocator = null;
    turn.end();
    turn = new Turn();
  }

  @Override
  public Standing standing() {
    if (shuttingDown) {
      return new Standing.ShutsDown("the allocator " + identity + " is shutting down");
    }
    if (allocator != null && allocator.role() == Role.LEADING && stillLeads()) {
      return new Standing.Leads(identity, leaderships);
    }
    return new Standing.Follows(
        holder.isEmpty() || holder.equals(identity)
            ? "no allocator leads yet"
            : "the allocator " + holder + " leads");
  }

  /** Whether anything was asked since this was called last. */
  boolean wasBusy() {
    boolean was = busy;
    busy = false;
    return was;
  }

  private boolean stillLeads() {
    return elector != null && elector.stillLeads();
  }

  @Override
  public void add(AddRequest request, Consumer<Reply> answer) {
    busy = true;
    Allocator serving = allocator;
    if (serving == null) {
      answer.accept(LOST);
    } else {
      serving.add(
          request,
          reply -> {
            poolsChanged();
            answer.accept(stillLeads() ? reply : LOST);
          });
    }
  }

  @Override
  public void release(ReleaseRequest request, Consumer<Reply> answer) {
    busy = true;
    Allocator serving = allocator;
    if (serving == null) {
      answer.accept(LOST);
    } else {
      serving.release(
          request,
          reply -> {
            poolsChanged();
            confirmed(reply, answer);
          });
    }
  }

  private void poolsChanged() {
    if (pools != null) {
      pools.changed();
    }
  }

  /** That there was nothing to release counts only if the lease, read now, still names this one. */
  private void confirmed(Reply reply, Consumer<Reply> answer) {
    if (!stillLeads() || elector == null) {
      answer.accept(LOST);
    } else if (reply instanceof Reply.Released(var entries) && entries.isEmpty()) {
      elector.confirm(ours -> answer.accept(ours ? reply : LOST));
    } else {
      answer.accept(reply);
    }
  }

  @Override
  public void heard(String node) {
    if (reclaimer != null) {
      reclaimer.heard(node);
    }
  }

  @Override
  public ReportReply report(String node, List<LostSandbox> sandboxes) {
    return reclaimer == null
        ? new ReportReply(UNHURRIED_MILLIS, false)
        : new ReportReply(reclaimer.reportPause(), !reclaimer.reported(node, sandboxes));
  }

  @Override
  public Ledger ledger() {
    return allocator == null ? new Ledger() : allocator.ledger();
  }
}

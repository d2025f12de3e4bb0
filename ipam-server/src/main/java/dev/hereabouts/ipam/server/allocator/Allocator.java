package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Decider;
import dev.hereabouts.ipam.core.allocation.Decision;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests, has them written, and answers when they are.
 *
 * <p>A decision is applied at once, so that the next one sees it, and answered when the write of
 * every block that it rests on is confirmed. All methods are to be called on the event loop.
 */
public final class Allocator {
  private static final Reply.Unavailable ENDED =
      new Reply.Unavailable("the sandbox was deleted, or the ADD given up, while it was running");

  /** Some milliseconds of work. */
  private static final int BLOCKS_AT_ONCE = 32;

  private final Ledger ledger = new Ledger();
  private final Decider decider;
  private final BlockStore store;
  private final Executor loop;
  private final Scheduler scheduler;
  private final BlockWriter writer;
  private final Set<Call> running = new LinkedHashSet<>();

  /** The same by each pod and sandbox that they are about, in the order of arrival. */
  private final Map<String, Set<Call>> runningByParty = new HashMap<>();

  private Role role = Role.FOLLOWER;
  private long calls;

  /**
   * @param loop runs tasks one after the other, in order; never in the caller's stack
   * @param newIds gives 128 new random bits at each call
   * @param writerName stands in each block that this allocator writes
   * @param pacing how the store wants to be written to
   * @param listener told of the writes
   */
  public Allocator(
      Executor loop,
      Scheduler scheduler,
      BlockStore store,
      Supplier<OwnershipId> newIds,
      String writerName,
      Pacing pacing,
      WriteListener listener) {
    this.loop = loop;
    this.scheduler = scheduler;
    this.store = store;
    this.decider = new Decider(ledger, newIds);
    this.writer =
        new BlockWriter(
            loop, scheduler, store, ledger, writerName, pacing, new WrittenCalls(), listener);
  }

  /** As the other, with nobody to tell of the writes. */
  public Allocator(
      Executor loop,
      Scheduler scheduler,
      BlockStore store,
      Supplier<OwnershipId> newIds,
      String writerName,
      Pacing pacing) {
    this(loop, scheduler, store, newIds, writerName, pacing, WriteListener.NONE);
  }

  /** The store tells what a block is, while another leads. */
  public void follow(StoredBlock block) {
    if (role == Role.FOLLOWER) {
      writer.loaded(block);
    }
  }

  /** The store tells that a block is no more, while another leads. */
  public void follow(BlockId gone) {
    if (role == Role.FOLLOWER) {
      writer.gone(gone);
    }
  }

  /**
   * Loads the state, or what is new in it since it was followed, and leads from then on.
   *
   * @param done is told why that failed, or null when this leads; not told after {@link #resign}
   */
  public void lead(Consumer<@Nullable String> done) {
    role = role.to(Role.LOADING);
    store.load(outcome -> loop.execute(() -> loaded(outcome, done)));
  }

  private void loaded(LoadOutcome outcome, Consumer<@Nullable String> done) {
    if (role != Role.LOADING) {
      return;
    }
    switch (outcome) {
      case LoadOutcome.Loaded(List<StoredBlock> blocks, List<Pool> pools) -> {
        Set<BlockId> gone = new HashSet<>(writer.blocks());
        blocks.forEach(block -> gone.remove(block.id()));
        takeIn(gone, blocks, pools, done);
      }
      case LoadOutcome.CaughtUp(List<StoredBlock> changed, List<BlockId> gone, List<Pool> pools) ->
          takeIn(gone, changed, pools, done);
      case LoadOutcome.Failed(String reason) -> {
        role = role.to(Role.FOLLOWER);
        done.accept(reason);
      }
    }
  }

  private void takeIn(
      Collection<BlockId> gone,
      List<StoredBlock> blocks,
      List<Pool> pools,
      Consumer<@Nullable String> done) {
    gone.forEach(writer::gone);
    pools.forEach(pool -> ledger.apply(new Change.OfPool(pool)));
    takeIn(blocks.iterator(), done);
  }

  /** Takes in some blocks, then the rest: the loop has other things to do, a lease to renew. */
  private void takeIn(Iterator<StoredBlock> blocks, Consumer<@Nullable String> done) {
    if (role != Role.LOADING) {
      return;
    }
    for (int i = 0; i < BLOCKS_AT_ONCE && blocks.hasNext(); i++) {
      writer.loaded(blocks.next());
    }
    if (blocks.hasNext()) {
      loop.execute(() -> takeIn(blocks, done));
    } else {
      for (Change change : decider.slicesToldByEntries()) {
        apply(change);
      }
      role = role.to(Role.LEADING);
      done.accept(null);
    }
  }

  /** Stops answering for good; what runs is answered that it failed, though it may take effect. */
  public void resign() {
    role = role.to(Role.RESIGNED);
    for (Call call : List.copyOf(running)) {
      call.fail(new Reply.Unavailable("the allocator is shutting down"));
      call.answer();
    }
    running.clear();
    runningByParty.clear();
    writer.stop();
  }

  /** Somebody else wrote or removed a block, as a watch tells; it is read again. */
  public void changedByAnother(BlockId block) {
    if (role == Role.LEADING) {
      writer.changedByAnother(block);
    }
  }

  /**
   * The store shows how a pool is or was stored. A pool that is not known, and slices that others
   * wrote, are taken in as far as they contradict nothing: what this one gave stays.
   *
   * @return whether this still leads
   */
  public boolean sees(Pool stored) {
    if (role == Role.LEADING) {
      Pool known = ledger.pool(stored.id());
      Pool now = known == null ? stored : known.beside(stored.slices());
      if (!now.equals(known)) {
        apply(new Change.OfPool(now));
      }
    }
    return role == Role.LEADING;
  }

  public Role role() {
    return role;
  }

  /** The state as decided, a little ahead of what is written. For reading on the event loop. */
  public Ledger ledger() {
    return ledger;
  }

  /** Why requests cannot be served now, or null if they can. */
  public @Nullable String outage() {
    if (role != Role.LEADING) {
      return "the allocator is " + role + ", not LEADING";
    }
    long closed = writer.closedBlocks();
    return closed == 0
        ? null
        : "the store has not told what became of the last write of " + closed + " blocks";
  }

  /** How many requests are not answered, or not taken back, yet. */
  int running() {
    return running.size();
  }

  /** Gives addresses. The answer comes later, on the event loop. */
  public void add(AddRequest request, Consumer<Reply> answer) {
    start(Call.of(++calls, request, answer));
  }

  /** Takes addresses back, and ends those ADDs that still run and are meant by it. */
  public void release(ReleaseRequest request, Consumer<Reply> answer) {
    for (Call call : List.copyOf(running)) {
      if (call.isEndedBy(request)) {
        call.fail(ENDED);
        call.answer();
        if (call.isSettled()) {
          finish(call);
        }
      }
    }
    start(Call.of(++calls, request, answer));
  }

  /**
   * Calls of one pod or sandbox are decided one after the other, each when the one before is done.
   * Otherwise a DEL could find nothing, because a write that is on its way has taken its entry
   * away, be answered, and then that write fails.
   */
  private void start(Call call) {
    if (role != Role.LEADING) {
      call.fail(new Reply.Unavailable("the allocator is " + role + ", not LEADING"));
      call.answer();
      return;
    }
    running.add(call);
    call.parties.addAll(call.parties(ledger));
    for (String party : call.parties) {
      Set<Call> calls = runningByParty.computeIfAbsent(party, _ -> new LinkedHashSet<>());
      call.predecessors.addAll(calls);
      calls.add(call);
    }
    call.predecessors.forEach(before -> before.followers.add(call));
    if (call.predecessors.isEmpty()) {
      decide(call);
    }
  }

  private void decide(Call call) {
    if (!running.contains(call) || call.isPausing()) {
      return;
    }
    if (call.isGivenUp()) {
      if (call.isSettled()) {
        finish(call);
      }
      return;
    }
    Decision decision = call.decide(decider, writer.gathering());
    BlockId closed = closedTo(call, decision);
    if (closed != null) {
      writer.park(closed, call);
      return;
    }
    if (decision.reply() instanceof Reply.Refused refused) {
      boolean first = !call.hasFailed();
      call.fail(refused);
      if (first) {
        decide(call);
        return;
      }
    }
    apply(call, decision);
    if (call.isSettled()) {
      finish(call);
    }
  }

  private @Nullable BlockId closedTo(Call call, Decision decision) {
    for (BlockId block : decision.restsOn()) {
      if (!writer.admits(block, call)) {
        return block;
      }
    }
    return null;
  }

  private void apply(Call call, Decision decision) {
    Set<BlockId> changed = new HashSet<>();
    for (Change change : decision.changes()) {
      apply(change);
      if (change instanceof Change.OfEntry entry) {
        changed.add(entry.block());
      }
    }
    call.decided(decision.reply());
    for (BlockId block : decision.restsOn()) {
      boolean covered = call.awaiting.contains(block) || call.confirmed.contains(block);
      if (changed.contains(block) || !covered) {
        writer.write(block, call);
      }
    }
  }

  private void apply(Change change) {
    ledger.apply(change);
    if (change instanceof Change.OfPool(Pool pool)) {
      store.keep(pool);
    }
  }

  private void finish(Call call) {
    running.remove(call);
    for (String party : call.parties) {
      Set<Call> calls = runningByParty.get(party);
      if (calls != null && calls.remove(call) && calls.isEmpty()) {
        runningByParty.remove(party);
      }
    }
    call.answer();
    for (Call follower : call.followers) {
      if (follower.predecessors.remove(call) && follower.predecessors.isEmpty()) {
        decide(follower);
      }
    }
  }

  /** Where the writer tells what became of the calls' writes. */
  private final class WrittenCalls implements BlockWriter.Calls {
    @Override
    public void confirmed(Call call) {
      if (running.contains(call) && call.isSettled()) {
        finish(call);
      }
    }

    @Override
    public void decideAgain(Call call) {
      decide(call);
    }

    @Override
    public int running() {
      return running.size();
    }

    @Override
    public void rejected(Call call, String reason) {
      Reply.Unavailable why = new Reply.Unavailable("the store rejected it: " + reason);
      if (call.isRelease()) {
        call.giveUp(why);
      } else if (call.takesBack()) {
        scheduler.after(call.pause(), () -> goOn(call));
      } else {
        call.fail(why);
      }
    }

    private void goOn(Call call) {
      call.goOn();
      decide(call);
    }
  }
}

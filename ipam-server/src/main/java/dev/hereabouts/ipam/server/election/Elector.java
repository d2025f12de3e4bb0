package dev.hereabouts.ipam.server.election;

import dev.hereabouts.ipam.server.allocator.Scheduler;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidate of an election: follows who holds the lease, and takes it when it may.
 *
 * <p>Why no two lead at a time, as long as their monotonic clocks run at about the same rate:
 *
 * <ul>
 *   <li>Only a write that the store confirmed makes or keeps a leader, and for the renew deadline
 *       only, counted from before it was sent. Reading one's own name does not tell since when.
 *   <li>A follower takes over when it has seen one version for the lease's duration, counted from
 *       after it was first read, and only by a write based on that version. So no renewal came
 *       later, and the deadline of the last one, which is shorter, has passed.
 *   <li>A leader that releases the lease stops leading before it writes so.
 * </ul>
 *
 * A lease that somebody deletes or empties by hand is free at once, while its holder may believe to
 * lead until its next renewal or {@link #confirm}.
 *
 * <p>All methods are to be called on the event loop.
 */
public final class Elector {
  private enum Phase {
    IDLE,
    CANDIDATE,
    RELEASING,
    ENDED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Elector.class);

  private final String identity;
  private final LeaseTimes times;
  private final LeaseStore store;
  private final Scheduler scheduler;
  private final LongSupplier nanos;
  private final InstantSource wallClock;
  private final ElectionListener listener;
  private final Leadership leadership;
  private final Confirmations confirmations;

  private Phase phase = Phase.IDLE;
  private @Nullable ObservedLease observed;
  private @Nullable String announced;

  /** Whether a request of the election is under way. */
  private boolean busy;

  /** Whether something was tried again already since the last tick. */
  private boolean triedAgain;

  /** Whether a change was announced that no read has seen yet. */
  private boolean nudged;

  private Runnable released = () -> {};

  /**
   * @param identity not empty, and of this process alone: a restarted one takes another
   * @param nanos a monotonic clock that goes on while the process is paused
   * @param wallClock for what people read
   */
  public Elector(
      String identity,
      LeaseTimes times,
      LeaseStore store,
      Scheduler scheduler,
      LongSupplier nanos,
      InstantSource wallClock,
      ElectionListener listener) {
    if (identity.isEmpty()) {
      throw new IllegalArgumentException("a candidate needs an identity");
    }
    this.identity = identity;
    this.times = times;
    this.store = new PatientLeaseStore(store, scheduler, times.patience());
    this.scheduler = scheduler;
    this.nanos = nanos;
    this.wallClock = wallClock;
    this.listener = listener;
    this.leadership = new Leadership(identity, times.renewDeadline(), scheduler, nanos, listener);
    this.confirmations = new Confirmations(identity, this.store, leadership);
  }

  /** Becomes a candidate. */
  public void start() {
    if (phase != Phase.IDLE) {
      throw new IllegalStateException("started already");
    }
    phase = Phase.CANDIDATE;
    tick();
  }

  /** The lease has changed, as a watch tells: a follower looks at once. */
  public void nudge() {
    nudged = true;
    followNudge();
  }

  /** Whether this candidate leads at this moment, by the monotonic clock. */
  public boolean stillLeads() {
    return leadership.isCurrent();
  }

  /**
   * Asks the store whether the lease still names this candidate, by a read that begins after this
   * call and that all share who ask before it begins.
   *
   * @param answer false also when the lease cannot be read, or when leadership was lost meanwhile
   */
  public void confirm(Consumer<Boolean> answer) {
    confirmations.ask(answer);
  }

  /**
   * Gives the lease back and ends; a follower that is nudged takes over at once.
   *
   * @param done is run when the lease is given back, or could not be
   */
  public void release(Runnable done) {
    if (phase == Phase.RELEASING || phase == Phase.ENDED) {
      throw new IllegalStateException("released already");
    }
    phase = Phase.RELEASING;
    released = done;
    triedAgain = false;
    leadership.lose("the lease is released");
    if (!busy) {
      giveBackOrEnd(observed);
    }
  }

  private void tick() {
    if (phase != Phase.CANDIDATE) {
      return;
    }
    scheduler.after(times.retryPeriod().toMillis(), this::tick);
    triedAgain = false;
    leadership.check();
    if (leadership.isHeld() && !busy) {
      take(observed);
    } else if (isLooking()) {
      read();
    }
  }

  private void read() {
    busy = true;
    nudged = false;
    store.read(this::haveRead);
  }

  private void haveRead(LeaseRead read) {
    leadership.check();
    busy = false;
    switch (read) {
      case LeaseRead.Found found -> seen(ObservedLease.after(observed, found, nanos.getAsLong()));
      case LeaseRead.Absent _ -> seen(null);
      case LeaseRead.Failed(String reason) -> {
        LOG.warn("the lease cannot be read: {}", reason);
        if (phase == Phase.RELEASING) {
          end();
        }
      }
    }
    followNudge();
  }

  private void seen(@Nullable ObservedLease lease) {
    boolean changed = lease != null && !lease.equals(observed);
    observed = lease;
    if (phase == Phase.RELEASING) {
      giveBackOrEnd(lease);
    } else if (leadership.isHeld() && !isOurs(lease)) {
      leadership.loseTo(holder(lease));
    } else if (isOurs(lease) || isFree(lease)) {
      take(lease);
    } else if (changed && lease != null) {
      scheduler.after(lease.duration(times).toMillis() + 1, this::checkSilence);
    }
    announce(lease);
  }

  private boolean isOurs(@Nullable ObservedLease lease) {
    return lease != null && lease.record().isHeldBy(identity);
  }

  private boolean isFree(@Nullable ObservedLease lease) {
    return lease == null || lease.record().isFree() || lease.isSilent(nanos.getAsLong(), times);
  }

  /** Acquires or renews. */
  private void take(@Nullable ObservedLease lease) {
    if (lease == null) {
      write(LeaseRecord.first(identity, times, wallClock.instant()), null);
    } else {
      write(lease.record().takenBy(identity, times, wallClock.instant()), lease.version());
    }
  }

  private void giveBackOrEnd(@Nullable ObservedLease lease) {
    if (lease != null && isOurs(lease)) {
      write(lease.record().released(wallClock.instant()), lease.version());
    } else {
      end();
    }
  }

  private void write(LeaseRecord record, @Nullable String basedOn) {
    busy = true;
    long sent = nanos.getAsLong();
    store.write(new LeaseWrite(record, basedOn), outcome -> written(record, sent, outcome));
  }

  private void written(LeaseRecord record, long sent, LeaseOutcome outcome) {
    leadership.check();
    busy = false;
    switch (outcome) {
      case LeaseOutcome.Written(String version) -> {
        observed = new ObservedLease(record, version, nanos.getAsLong());
        if (phase == Phase.RELEASING) {
          giveBackOrEnd(observed);
        } else {
          leadership.confirmed(sent);
          announce(observed);
        }
      }
      case LeaseOutcome.Conflict() -> tryAgain("the lease was changed by another");
      case LeaseOutcome.Unknown(String reason) ->
          tryAgain("it is not known whether the lease was written: " + reason);
    }
    followNudge();
  }

  /** Looks what became of it; at once, but only once before the next tick. */
  private void tryAgain(String why) {
    LOG.info("{}", why);
    if (!triedAgain) {
      triedAgain = true;
      read();
    } else if (phase == Phase.RELEASING) {
      end();
    }
  }

  private void checkSilence() {
    ObservedLease lease = observed;
    if (isLooking() && lease != null && lease.isSilent(nanos.getAsLong(), times)) {
      read();
    }
  }

  private void followNudge() {
    if (nudged && isLooking()) {
      read();
    }
  }

  /** Whether this follows and nothing is under way. */
  private boolean isLooking() {
    return phase == Phase.CANDIDATE && !leadership.isHeld() && !busy;
  }

  private static String holder(@Nullable ObservedLease lease) {
    return lease == null ? "" : lease.record().holderIdentity();
  }

  private void announce(@Nullable ObservedLease lease) {
    String holder = holder(lease);
    if (!holder.equals(announced)) {
      announced = holder;
      listener.observed(holder);
    }
  }

  private void end() {
    phase = Phase.ENDED;
    released.run();
  }
}

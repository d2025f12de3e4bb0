package dev.hereabouts.ipam.server.election;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.election.Delivery.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The elector")
class ElectorTest {
  private static final LeaseTimes TIMES =
      new LeaseTimes(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(500));
  private static final Duration MOMENT = Duration.ofMillis(10);

  private final List<Candidate> candidates = new ArrayList<>();
  private final SimulatedTime time = new SimulatedTime(this::checkOneLeads);
  private final SimulatedLease lease = new SimulatedLease(time);
  private Fate fateOfA = Fate.WELL;
  private final Candidate a = candidate("a", 17);
  private final Candidate b = candidate("b", Long.MAX_VALUE - 1_000_000_000);

  private Candidate candidate(String name, long monotonicOrigin) {
    Candidate candidate =
        new Candidate(
            name,
            TIMES,
            time,
            monotonicOrigin,
            lease,
            () -> Delivery.of(name.equals("a") ? fateOfA : Fate.WELL));
    candidates.add(candidate);
    return candidate;
  }

  private void checkOneLeads() {
    assertThat(candidates.stream().filter(Candidate::leads).count())
        .as("leaders")
        .isLessThanOrEqualTo(1);
  }

  private void passSeconds(double seconds) {
    time.pass(Duration.ofMillis(Math.round(1_000 * seconds)));
  }

  private void startBoth() {
    a.elector.start();
    time.pass(MOMENT);
    b.elector.start();
    time.pass(MOMENT);
    assertThat(a.leads()).isTrue();
  }

  @Test
  @DisplayName("leads alone, from the confirmed write on, and goes on")
  void leadsAlone() {
    a.elector.start();
    assertThat(a.leads()).isFalse();
    time.pass(MOMENT);
    assertThat(a.leads()).isTrue();
    passSeconds(60);
    assertThat(a.told).containsExactlyInAnyOrder("observed: a", "leading", "observed: ");
    assertThat(lease.writes()).isBetween(120, 122);
    LeaseRecord record = requireNonNull(lease.record());
    assertThat(record.leaseDurationSeconds()).isEqualTo(3);
    assertThat(record.leaseTransitions()).isZero();
    assertThat(record.acquireTime()).isBefore(record.renewTime());
  }

  @Test
  @DisplayName("follows who leads, and does not disturb")
  void follows() {
    startBoth();
    passSeconds(60);
    assertThat(b.told).containsExactly("observed: a");
    assertThat(a.told).doesNotContain("lost");
    assertThat(a.leads()).isTrue();
  }

  @Test
  @DisplayName("takes over when the lease has been silent for its duration, not before")
  void takesOverAfterSilence() {
    startBoth();
    lease.watch(() -> b.process.run(b.elector::nudge));
    passSeconds(2);
    a.process.kill();
    passSeconds(2.5);
    assertThat(b.leads()).isFalse();
    passSeconds(0.6);
    assertThat(b.leads()).isTrue();
    assertThat(requireNonNull(lease.record()).leaseTransitions()).isEqualTo(1);
    assertThat(b.told).containsExactly("observed: a", "leading", "observed: b");
  }

  @Test
  @DisplayName("counts the silence from when it saw the lease itself, however old that is")
  void judgesByItsOwnObservation() {
    a.elector.start();
    passSeconds(1);
    a.process.kill();
    passSeconds(3_600);
    b.elector.start();
    passSeconds(2.9);
    assertThat(b.leads()).isFalse();
    passSeconds(0.2);
    assertThat(b.leads()).isTrue();
  }

  @Test
  @DisplayName("waits as long as the holder asks for, though its own lease is shorter")
  void waitsForTheHoldersDuration() {
    lease.edit(new LeaseRecord("other", 20, null, null, 4));
    a.elector.start();
    passSeconds(19.9);
    assertThat(a.leads()).isFalse();
    passSeconds(0.2);
    assertThat(a.leads()).isTrue();
    assertThat(requireNonNull(lease.record()).leaseTransitions()).isEqualTo(5);
  }

  @Test
  @DisplayName("does not mind wall clocks an hour apart, nor one that stands still")
  void wallClocks() {
    a.process.setWallClock(Duration.ofHours(1));
    b.process.setWallClock(Duration.ofHours(-1));
    startBoth();
    for (int i = 0; i < 120; i++) {
      passSeconds(0.5);
      a.process.setWallClock(Duration.ofMillis(-500L * i));
    }
    assertThat(a.leads()).isTrue();
    assertThat(b.told).containsExactly("observed: a");
    a.process.kill();
    passSeconds(3.6);
    assertThat(b.leads()).isTrue();
  }

  @Test
  @DisplayName("stops leading at the deadline while a renewal hangs, before another may lead")
  void hungRenewal() {
    startBoth();
    passSeconds(1.9);
    fateOfA = Fate.HANGS;
    passSeconds(1.5);
    assertThat(a.leads()).isTrue();
    passSeconds(0.6);
    assertThat(a.leads()).isFalse();
    assertThat(a.told.getLast()).startsWith("lost: no renewal");
    assertThat(b.leads()).isFalse();
    passSeconds(1.6);
    assertThat(b.leads()).isTrue();
  }

  @Test
  @DisplayName("counts the deadline from when the renewal was sent, not from its answer")
  void deadlineFromSending() {
    Duration slow = Duration.ofMillis(900);
    Fate[] fate = {Fate.WELL};
    Candidate slowOne =
        new Candidate("s", TIMES, time, 0, lease, () -> new Delivery(fate[0], Duration.ZERO, slow));
    candidates.add(slowOne);
    slowOne.elector.start();
    passSeconds(1.9);
    assertThat(slowOne.leads()).isTrue();
    fate[0] = Fate.HANGS;
    passSeconds(1.05);
    assertThat(slowOne.leads()).as("the first write was sent at 0.9, the second at 2.0").isFalse();
  }

  @Test
  @DisplayName("survives one renewal that hangs and is not heard of again")
  void oneHungRenewal() {
    startBoth();
    passSeconds(0.4);
    fateOfA = Fate.HANGS;
    passSeconds(0.2);
    fateOfA = Fate.WELL;
    passSeconds(10);
    assertThat(a.leads()).isTrue();
    assertThat(a.told).noneMatch(line -> line.startsWith("lost"));
  }

  @Test
  @DisplayName("finds by reading that a write took effect whose answer was lost")
  void lostAnswers() {
    a.elector.start();
    time.pass(Duration.ofMillis(1));
    fateOfA = Fate.BREAKS_WITH_EFFECT;
    time.pass(MOMENT);
    assertThat(lease.holder()).isEqualTo("a");
    assertThat(a.leads()).as("an unanswered write proves nothing").isFalse();
    fateOfA = Fate.WELL;
    passSeconds(0.5);
    assertThat(a.leads()).isTrue();
    fateOfA = Fate.HANGS_WITH_EFFECT;
    passSeconds(0.5);
    fateOfA = Fate.WELL;
    passSeconds(5);
    assertThat(a.told).noneMatch(line -> line.startsWith("lost"));
    assertThat(a.leads()).isTrue();
  }

  @Test
  @DisplayName("goes on when a conflict turns out to be no other holder")
  void conflictWithoutAnother() {
    startBoth();
    for (int i = 0; i < 10; i++) {
      LeaseRecord now = requireNonNull(lease.record());
      lease.edit(
          new LeaseRecord("a", 3, now.acquireTime(), now.acquireTime(), now.leaseTransitions()));
      passSeconds(0.5);
      assertThat(a.leads()).isTrue();
    }
    assertThat(a.told).noneMatch(line -> line.startsWith("lost"));
  }

  @Test
  @DisplayName("stops leading when a conflict shows another holder")
  void conflictWithAnother() {
    startBoth();
    lease.edit(new LeaseRecord("intruder", 3, null, null, 7));
    passSeconds(0.5);
    assertThat(a.leads()).isFalse();
    assertThat(a.told).contains("lost: the lease is held by intruder");
    passSeconds(4);
    assertThat(candidates).filteredOn(Candidate::leads).hasSize(1);
  }

  @Test
  @DisplayName("stops leading when a hand has emptied the lease")
  void emptiedByHand() {
    startBoth();
    b.process.kill();
    lease.edit(requireNonNull(lease.record()).released(a.process.wallTime()));
    passSeconds(0.51);
    assertThat(a.told).contains("lost: nobody holds the lease any more");
    passSeconds(1);
    assertThat(a.leads()).isTrue();
  }

  @Test
  @DisplayName("notices after a pause that it is too late, at the first thing it does")
  void pause() {
    startBoth();
    passSeconds(1.9);
    a.process.pause(Duration.ofSeconds(60));
    passSeconds(2.1);
    assertThat(a.leads()).as("asked in the middle of the pause").isFalse();
    passSeconds(3);
    assertThat(b.leads()).isTrue();
    passSeconds(55);
    assertThat(a.told).containsSubsequence("lost: no renewal of the lease was confirmed for PT2S");
    assertThat(a.leads()).isFalse();
    assertThat(b.leads()).isTrue();
  }

  @Test
  @DisplayName("does not count a follower's own pause as silence of the leader")
  void pausedFollower() {
    startBoth();
    b.process.pause(Duration.ofSeconds(60));
    passSeconds(70);
    assertThat(b.told).containsExactly("observed: a");
    assertThat(a.leads()).isTrue();
  }

  @Test
  @DisplayName("hands over at once when it releases the lease and the follower is nudged")
  void release() {
    startBoth();
    passSeconds(1.7);
    lease.watch(() -> b.process.run(b.elector::nudge));
    List<String> done = new ArrayList<>();
    a.elector.release(() -> done.add("released"));
    assertThat(a.leads()).as("before the write").isFalse();
    assertThat(a.told.getLast()).isEqualTo("lost: the lease is released");
    time.pass(MOMENT);
    assertThat(done).containsExactly("released");
    assertThat(b.leads()).isTrue();
    passSeconds(30);
    assertThat(a.leads()).isFalse();
    assertThat(b.leads()).isTrue();
  }

  @Test
  @DisplayName("hands over within a retry period without a nudge")
  void releaseSeenByPolling() {
    startBoth();
    a.elector.release(() -> {});
    passSeconds(0.51);
    assertThat(b.leads()).isTrue();
  }

  @Test
  @DisplayName("releases also the lease whose writing is under way")
  void releaseDuringAcquisition() {
    List<String> done = new ArrayList<>();
    a.elector.start();
    time.pass(Duration.ofMillis(2));
    a.elector.release(() -> done.add("released"));
    time.pass(MOMENT);
    assertThat(done).containsExactly("released");
    assertThat(requireNonNull(lease.record()).isFree()).isTrue();
    assertThat(a.told).doesNotContain("leading");
  }

  @Test
  @DisplayName("tries a release again whose answer was lost, and ends when the store is gone")
  void releaseThatFails() {
    startBoth();
    fateOfA = Fate.BREAKS;
    List<String> done = new ArrayList<>();
    a.elector.release(() -> done.add("released"));
    time.pass(Duration.ofMillis(1));
    fateOfA = Fate.WELL;
    time.pass(MOMENT);
    assertThat(done).containsExactly("released");
    passSeconds(1);
    assertThat(b.leads()).isTrue();

    Candidate c = candidate("c", 0);
    c.elector.start();
    c.elector.release(() -> done.add("ended"));
    passSeconds(1);
    assertThat(done).containsExactly("released", "ended");
    assertThat(b.leads()).isTrue();
  }

  @Test
  @DisplayName("confirms by one read for all who asked before it began")
  void confirms() {
    startBoth();
    b.process.kill();
    int before = lease.reads();
    List<Boolean> answers = new ArrayList<>();
    a.elector.confirm(answers::add);
    time.pass(Duration.ofNanos(1));
    for (int i = 0; i < 10; i++) {
      a.elector.confirm(answers::add);
    }
    assertThat(lease.reads() - before).isEqualTo(1);
    time.pass(MOMENT);
    assertThat(lease.reads() - before).isEqualTo(2);
    assertThat(answers).hasSize(11).containsOnly(true);
  }

  @Test
  @DisplayName("does not confirm what the lease does not say, and leads no more then")
  void doesNotConfirm() {
    startBoth();
    List<Boolean> answers = new ArrayList<>();
    b.elector.confirm(answers::add);
    assertThat(answers).containsExactly(false);
    fateOfA = Fate.BREAKS;
    a.elector.confirm(answers::add);
    time.pass(MOMENT);
    assertThat(answers).containsExactly(false, false);
    assertThat(a.leads()).isTrue();
    fateOfA = Fate.WELL;
    lease.edit(null);
    a.elector.confirm(answers::add);
    time.pass(MOMENT);
    assertThat(answers).containsExactly(false, false, false);
    assertThat(a.leads()).isFalse();
  }

  @Test
  @DisplayName("does not confirm when its deadline passed before the answer came")
  void doesNotConfirmTooLate() {
    startBoth();
    List<Boolean> answers = new ArrayList<>();
    a.elector.confirm(answers::add);
    a.process.pause(Duration.ofSeconds(2));
    passSeconds(2.5);
    assertThat(answers).containsExactly(false);
  }

  @Test
  @DisplayName("does not write in a hurry against a store that refuses all")
  void refusals() {
    startBoth();
    int before = lease.reads();
    fateOfA = Fate.CONFLICTS;
    passSeconds(10);
    assertThat(lease.reads() - before).isLessThan(80);
    assertThat(b.leads()).isTrue();
  }
}

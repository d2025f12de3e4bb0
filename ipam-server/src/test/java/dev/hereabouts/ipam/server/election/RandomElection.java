package dev.hereabouts.ipam.server.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.election.Delivery.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random history of a few candidates that are paused, killed, replaced and cut off. */
final class RandomElection {
  private static final LeaseTimes TIMES =
      new LeaseTimes(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(500));
  private static final int STEPS = 40;

  private final Random random;
  private final SimulatedTime time = new SimulatedTime(this::checkOneLeads);
  private final SimulatedLease lease = new SimulatedLease(time);
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<Boolean> confirmations = new ArrayList<>();
  private double faults;
  private int slowest = 5;
  private int names;

  RandomElection(long seed) {
    random = new Random(seed);
    join();
    join();
  }

  void run() {
    for (int i = 0; i < STEPS; i++) {
      step(candidates.get(random.nextInt(candidates.size())));
      time.pass(Duration.ofNanos(random.nextLong(3_000_000_000L)));
    }
  }

  private void step(Candidate candidate) {
    switch (random.nextInt(10)) {
      case 0, 1 -> candidate.process.pause(Duration.ofMillis(random.nextInt(8_000)));
      case 2 -> {
        candidate.process.kill();
        replace(candidate);
      }
      case 3 -> {
        candidate.process.run(candidate::release);
        replace(candidate);
      }
      case 4 -> candidate.process.setWallClock(Duration.ofMinutes(random.nextInt(-90, 90)));
      case 5, 6 -> candidate.process.run(() -> confirm(candidate));
      case 7 -> faults = random.nextDouble();
      case 8 -> faults = 0;
      default -> slowest = random.nextBoolean() ? 5 : 2_500;
    }
  }

  private void confirm(Candidate candidate) {
    candidate.elector.confirm(yes -> {
      confirmations.add(yes);
      assertThat(yes && !candidate.leads()).as("confirmed, but does not lead").isFalse();
    });
  }

  private void replace(Candidate candidate) {
    candidates.removeIf(other -> other != candidate && other.process.isDead());
    if (candidates.size() < 4) {
      join();
    }
  }

  private void join() {
    Candidate candidate =
        new Candidate("c" + ++names, TIMES, time, random.nextLong(), lease, this::delivery);
    candidates.add(candidate);
    lease.watch(() -> {
      if (random.nextBoolean()) {
        candidate.process.run(candidate.elector::nudge);
      }
    });
    candidate.elector.start();
  }

  private Delivery delivery() {
    Fate[] all = Fate.values();
    Fate fate = random.nextDouble() < faults ? all[random.nextInt(all.length)] : Fate.WELL;
    return new Delivery(fate, millis(), millis());
  }

  private Duration millis() {
    return Duration.ofMillis(random.nextInt(slowest));
  }

  private void checkOneLeads() {
    assertThat(candidates.stream().filter(Candidate::leads).count())
        .as("leaders")
        .isLessThanOrEqualTo(1);
  }

  /** Lets everything be well, and expects one to lead soon and to go on. */
  void recover() {
    faults = 0;
    slowest = 5;
    join();
    time.pass(Duration.ofSeconds(20));
    List<Candidate> leaders = candidates.stream().filter(Candidate::leads).toList();
    assertThat(leaders).as("leaders when all is well").hasSize(1);
    Candidate leader = leaders.getFirst();
    assertThat(lease.holder())
        .isEqualTo(
            leader.told.stream()
                .filter(line -> line.startsWith("observed: "))
                .reduce((_, last) -> last)
                .orElseThrow()
                .substring("observed: ".length()));
    int terms = leader.told.size();
    time.pass(Duration.ofSeconds(20));
    assertThat(leader.leads()).isTrue();
    assertThat(leader.told).hasSize(terms);
  }

  long leaderships() {
    return candidates.stream()
        .flatMap(candidate -> candidate.told.stream())
        .filter("leading"::equals)
        .count();
  }
}

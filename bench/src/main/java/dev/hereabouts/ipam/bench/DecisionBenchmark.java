package dev.hereabouts.ipam.bench;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Family;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Decider;
import dev.hereabouts.ipam.core.allocation.Decision;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One ADD of a new pod in pools of every size and fill: deciding alone, and with its effects. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBenchmark {

  /** What is held before. */
  public enum Fill {
    EMPTY(0, 1),
    CONTIGUOUS(60_000, 1),
    /** Every second address is held. */
    FRAGMENTED(64_000, 2);

    private final int held;
    private final int step;

    Fill(int held, int step) {
      this.held = held;
      this.step = step;
    }
  }

  /** The range that is asked. */
  public enum Range {
    V4_16(Family.IPV4, 0, 0x0a000000, 16),
    V4_8(Family.IPV4, 0, 0x0a000000, 8),
    V6_64(Family.IPV6, 0xfd00L << 48, 0, 64);

    private final Family family;
    private final long high;
    private final long low;
    private final int prefixLength;

    Range(Family family, long high, long low, int prefixLength) {
      this.family = family;
      this.high = high;
      this.low = low;
      this.prefixLength = prefixLength;
    }

    Cidr cidr() {
      return new Cidr(new Address(family, high, low), prefixLength);
    }
  }

  @Param Fill fill = Fill.EMPTY;
  @Param Range range = Range.V4_16;

  @Param({"false", "true"})
  boolean solo;

  private final Ledger ledger = new Ledger();
  private long ids;
  private final Decider decider = new Decider(ledger, () -> new OwnershipId(1, ++ids));
  private AddRequest request = ask("new");

  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < fill.held; i++) {
      decider.decide(ask("pod-" + i)).changes().forEach(ledger::apply);
    }
    for (int i = 1; fill.step > 1 && i < fill.held; i += fill.step) {
      ReleaseRequest release =
          new ReleaseRequest.Deleted("container-pod-" + i, "net1", new Attempt(1, 1));
      decider.decide(release).changes().forEach(ledger::apply);
    }
    request = ask("new");
  }

  @Benchmark
  public Decision decide() {
    return decider.decide(request);
  }

  @Benchmark
  public int decideApplyUndo() {
    Decision decision = decider.decide(request);
    for (Change change : decision.changes()) {
      ledger.apply(change);
    }
    for (Change change : decision.changes()) {
      if (change instanceof Change.OfEntry entry) {
        ledger.apply(entry.inverse());
      }
    }
    return ledger.size();
  }

  private AddRequest ask(String pod) {
    Cidr cidr = range.cidr();
    Interval window = new Interval(cidr.network().next(), cidr.last().previous());
    return new AddRequest(
        new Pod("uid-" + pod, "default", pod),
        "net1",
        new Holder("container-" + pod, "node-1", "/run/netns/x", 1, new Attempt(1, 1)),
        false,
        "macvlan",
        "",
        List.of(new RangeRequest(cidr, window, List.of(), null, null, solo)),
        List.of(),
        0);
  }
}

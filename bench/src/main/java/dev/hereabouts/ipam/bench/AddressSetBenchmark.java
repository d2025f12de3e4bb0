package dev.hereabouts.ipam.bench;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Interval;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The search for the lowest free address of a /16: promise 4 says that its cost does not depend on
 * how full the pool is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AddressSetBenchmark {
  private static final int NETWORK = 10 << 24;
  private static final int MASK = 0xffff;

  /** What is allocated before the search. */
  public enum Fill {
    /** Nothing. */
    EMPTY,
    /** The first 60 000 addresses: one run. */
    CONTIGUOUS,
    /** Every second address: 32 000 runs of one address each. */
    FRAGMENTED
  }

  @Param Fill fill = Fill.EMPTY;

  private final AddressSet allocated = new AddressSet();
  private final Address first = Address.v4(NETWORK + 1);
  private int from;

  @Setup
  public void allocate() {
    switch (fill) {
      case EMPTY -> {}
      case CONTIGUOUS -> allocated.add(new Interval(first, Address.v4(NETWORK + 60_000)));
      case FRAGMENTED -> {
        for (int i = 0; i < 32_000; i++) {
          allocated.add(Address.v4(NETWORK + 1 + 2 * i));
        }
      }
    }
  }

  /** From the start of the range, as an ADD searches. */
  @Benchmark
  public @Nullable Address nextAbsentFromStart() {
    return allocated.nextAbsent(first);
  }

  /** From addresses all over the range, so that no path through the set stays in the cache. */
  @Benchmark
  public @Nullable Address nextAbsentFromAnywhere() {
    from = (from + 40_503) & MASK;
    return allocated.nextAbsent(Address.v4(NETWORK | from));
  }
}

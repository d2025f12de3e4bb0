package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.cli.MapStyle.State;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A part of a pool's range, drawn: a sign for each address, or for each run of addresses where
 * there are too many. Each address has one state; the first of {@link State} that applies.
 */
final class PoolMap {
  private static final int MOST_BITS_OF_ROWS = 4;
  private static final int LEAST_BITS_OF_A_ROW = 4;
  private static final int MOST_BITS_OF_A_ROW = 7;

  private final Cidr range;
  private final Map<State, AddressSet> states = new EnumMap<>(State.class);

  /**
   * @param range all of the pool's, or a part
   * @param entries of the pool's space, in this range
   */
  PoolMap(Pool pool, Cidr range, Collection<Entry> entries, Predicate<Entry> suspect) {
    this.range = range;
    for (State state : State.values()) {
      states.put(state, new AddressSet());
    }
    put(State.EXCLUDED, range.interval());
    pool.givable().intervalsWithin(range.interval()).forEach(free -> put(State.FREE, free));
    for (Offer offer : pool.offers()) {
      if (offer.gateway() != null && range.contains(offer.gateway())) {
        put(State.GATEWAY, Interval.of(offer.gateway()));
      }
    }
    for (Entry entry : entries) {
      State state = stateOf(entry, pool, suspect);
      if (state.compareTo(stateAt(entry.address())) < 0) {
        put(state, Interval.of(entry.address()));
      }
    }
  }

  private static State stateOf(Entry entry, Pool pool, Predicate<Entry> suspect) {
    if (suspect.test(entry)) {
      return State.SUSPECT;
    }
    if (entry.kind() == Kind.SHARED) {
      return State.SHARED;
    }
    if (entry.pool().equals(pool.id())) {
      return State.USED;
    }
    return entry.kind() == Kind.SOLO ? State.EXCLUDED : State.OTHER;
  }

  private State stateAt(Address address) {
    for (State state : State.values()) {
      if (addresses(state).contains(address)) {
        return state;
      }
    }
    return State.EXCLUDED;
  }

  private AddressSet addresses(State state) {
    return states.getOrDefault(state, new AddressSet());
  }

  private void put(State state, Interval interval) {
    states.values().forEach(others -> others.remove(interval));
    addresses(state).add(interval);
  }

  /**
   * Draws it, under each other as many rows as need be, and says what the signs mean.
   *
   * @param columns how wide the terminal is
   */
  void print(PrintWriter out, int columns, MapStyle style) {
    int label = AddressText.format(range.last()).length() + 2;
    int bits = range.family().bits() - range.prefixLength();
    int rowBits = LEAST_BITS_OF_A_ROW;
    while (rowBits < MOST_BITS_OF_A_ROW && label + (2 << rowBits) <= columns) {
      rowBits++;
    }
    int inRow = Math.min(bits, rowBits);
    int rows = Math.min(bits - inRow, MOST_BITS_OF_ROWS);
    int runBits = bits - inRow - rows;
    String before = "";
    boolean repeats = false;
    for (int row = 0; row < 1 << rows; row++) {
      Address first = address(BigInteger.valueOf(row).shiftLeft(inRow + runBits));
      StringBuilder line = new StringBuilder();
      for (int cell = 0; cell < 1 << inRow; cell++) {
        line.append(sign(run(first, cell, runBits), style));
      }
      String drawn = line.toString();
      if (!drawn.equals(before)) {
        String name = AddressText.format(first);
        out.println("  " + name + " ".repeat(label - name.length()) + drawn);
      } else if (!repeats) {
        out.println("  *");
      }
      repeats = drawn.equals(before);
      before = drawn;
    }
    printLegend(out, runBits, style);
  }

  private Interval run(Address row, int cell, int runBits) {
    BigInteger offset =
        row.toBigInteger()
            .subtract(range.network().toBigInteger())
            .add(BigInteger.valueOf(cell).shiftLeft(runBits));
    Address first = address(offset);
    return Cidr.of(first, range.family().bits() - runBits).interval();
  }

  private Address address(BigInteger offset) {
    BigInteger number = range.network().toBigInteger().add(offset);
    return new Address(
        range.family(), number.shiftRight(Long.SIZE).longValue(), number.longValue());
  }

  private String sign(Interval run, MapStyle style) {
    BigInteger held = BigInteger.ZERO;
    State first = State.EXCLUDED;
    for (State state : State.values()) {
      BigInteger count = count(state, run);
      if (count.signum() > 0 && state.compareTo(first) < 0) {
        first = state;
      }
      if (state.compareTo(State.GATEWAY) < 0) {
        held = held.add(count);
      }
    }
    BigInteger free = count(State.FREE, run);
    if (first == State.SUSPECT || held.signum() == 0) {
      return style.sign(held.signum() == 0 && free.signum() > 0 ? State.FREE : first);
    }
    return free.signum() == 0
        ? style.sign(first)
        : style.sign(held.doubleValue() / held.add(free).doubleValue());
  }

  private BigInteger count(State state, Interval run) {
    return addresses(state).intervalsWithin(run).stream()
        .map(Interval::size)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private void printLegend(PrintWriter out, int runBits, MapStyle style) {
    out.println();
    for (State state : State.values()) {
      BigInteger count = addresses(state).size();
      if (count.signum() > 0) {
        out.println("  " + style.sign(state) + "  " + state.meaning + ": " + count);
      }
    }
    if (runBits > 0) {
      out.println(
          "  Each sign stands for %s addresses; %s to %s: a part of them is held."
              .formatted(BigInteger.ONE.shiftLeft(runBits), style.sign(0.0), style.sign(1.0)));
      Cidr narrow = narrow();
      if (narrow.prefixLength() > range.prefixLength()) {
        out.println(
            "  All that is held lies in "
                + AddressText.format(narrow)
                + ": hereabouts show "
                + AddressText.format(narrow));
      }
    }
  }

  /** The smallest network of at least a row that has all that is held; else all of the range. */
  private Cidr narrow() {
    AddressSet held = new AddressSet();
    for (State state : State.values()) {
      if (state.compareTo(State.GATEWAY) < 0) {
        addresses(state).intervals().forEach(held::add);
      }
    }
    if (held.isEmpty()) {
      return range;
    }
    Address first = held.intervals().getFirst().first();
    Address last = held.intervals().getLast().last();
    int prefixLength = range.family().bits() - MOST_BITS_OF_A_ROW;
    while (prefixLength > range.prefixLength() && !Cidr.of(first, prefixLength).contains(last)) {
      prefixLength--;
    }
    return Cidr.of(first, Math.max(prefixLength, range.prefixLength()));
  }
}

package dev.hereabouts.ipam.core.address;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses, kept as its maximal runs of consecutive ones.
 *
 * <p>Every single-address operation takes time logarithmic in the number of runs, whatever their
 * length: a full /8 is one run. Memory is proportional to the number of runs. Not thread-safe.
 */
public final class AddressSet {
  /** First address of each run to its last one; runs neither touch nor overlap. */
  private final TreeMap<Address, Address> runs = new TreeMap<>();

  /** A set with the addresses of these intervals, which may overlap. */
  public static AddressSet of(Iterable<Interval> intervals) {
    AddressSet set = new AddressSet();
    intervals.forEach(set::add);
    return set;
  }

  public boolean isEmpty() {
    return runs.isEmpty();
  }

  public boolean contains(Address address) {
    Map.Entry<Address, Address> run = runs.floorEntry(address);
    return run != null && address.compareTo(run.getValue()) <= 0;
  }

  public void add(Address address) {
    add(Interval.of(address));
  }

  public void add(Interval interval) {
    Address first = interval.first();
    Address last = interval.last();
    Map.Entry<Address, Address> before = runs.floorEntry(first);
    if (before != null && reaches(before.getValue(), first)) {
      first = before.getKey();
      last = max(last, before.getValue());
    }
    Map.Entry<Address, Address> after = runs.higherEntry(first);
    while (after != null && reaches(last, after.getKey())) {
      last = max(last, after.getValue());
      runs.remove(after.getKey());
      after = runs.higherEntry(first);
    }
    runs.put(first, last);
  }

  public void remove(Address address) {
    remove(Interval.of(address));
  }

  public void remove(Interval interval) {
    Map.Entry<Address, Address> run = runs.floorEntry(interval.last());
    while (run != null && run.getValue().compareTo(interval.first()) >= 0) {
      runs.remove(run.getKey());
      if (run.getValue().compareTo(interval.last()) > 0) {
        runs.put(interval.last().next(), run.getValue());
      }
      if (run.getKey().compareTo(interval.first()) < 0) {
        runs.put(run.getKey(), interval.first().previous());
      }
      run = runs.floorEntry(interval.last());
    }
  }

  /** The lowest address from {@code from} on that is not in this set, or null if there is none. */
  public @Nullable Address nextAbsent(Address from) {
    Map.Entry<Address, Address> run = runs.floorEntry(from);
    if (run == null || from.compareTo(run.getValue()) > 0) {
      return from;
    }
    return run.getValue().isHighest() ? null : run.getValue().next();
  }

  /** The runs in ascending order. */
  public List<Interval> intervals() {
    List<Interval> intervals = new ArrayList<>(runs.size());
    runs.forEach((first, last) -> intervals.add(new Interval(first, last)));
    return intervals;
  }

  /** The runs of this set inside the interval, cut to it, in ascending order. */
  public List<Interval> intervalsWithin(Interval window) {
    List<Interval> inside = new ArrayList<>();
    Address from = runs.floorKey(window.first());
    for (Map.Entry<Address, Address> run :
        runs.subMap(from == null ? window.first() : from, true, window.last(), true).entrySet()) {
      if (run.getValue().compareTo(window.first()) >= 0) {
        inside.add(
            new Interval(max(run.getKey(), window.first()), min(run.getValue(), window.last())));
      }
    }
    return inside;
  }

  /** The number of addresses. */
  public BigInteger size() {
    return total(intervals());
  }

  /** The number of this set's addresses that are in {@code other} too. */
  public BigInteger countIn(AddressSet other) {
    BigInteger count = BigInteger.ZERO;
    for (Interval run : intervals()) {
      count = count.add(total(other.intervalsWithin(run)));
    }
    return count;
  }

  private static BigInteger total(List<Interval> intervals) {
    return intervals.stream().map(Interval::size).reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static boolean reaches(Address last, Address first) {
    return last.family() == first.family()
        && (last.isHighest() || last.next().compareTo(first) >= 0);
  }

  private static Address max(Address a, Address b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Address min(Address a, Address b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  @Override
  public String toString() {
    return runs.toString();
  }
}

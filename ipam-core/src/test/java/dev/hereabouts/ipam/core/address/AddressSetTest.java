package dev.hereabouts.ipam.core.address;

import static dev.hereabouts.ipam.core.address.Written.interval;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AddressSetTest {
  /** Islands at both ends of each family and at the border of the 64th bit. */
  private static final List<Interval> ISLANDS =
      Stream.of(
              "0.0.0.0-0.0.0.9",
              "255.255.255.246-255.255.255.255",
              "::-::9",
              "::ffff:ffff:ffff:fffb-::1:0:0:0:4",
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff6-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
          .map(Written::interval)
          .toList();

  private static final NavigableSet<Address> UNIVERSE = universe();

  /** One step: these addresses come or go. */
  record Step(boolean adds, Interval interval) {}

  @Test
  @DisplayName("removing an interval removes every run inside it, not only the last")
  void removesAcrossRuns() {
    AddressSet set =
        AddressSet.of(
            Stream.of("10.0.0.1-10.0.0.2", "10.0.0.4", "10.0.0.6-10.0.0.9")
                .map(Written::interval)
                .toList());

    set.remove(interval("10.0.0.2-10.0.0.7"));

    assertThat(set.intervals())
        .containsExactly(interval("10.0.0.1"), interval("10.0.0.8-10.0.0.9"));
  }

  @Test
  @DisplayName("a full family is one run, and has no absent address")
  void fullFamilies() {
    AddressSet set = new AddressSet();
    for (Family family : Family.values()) {
      set.add(new Interval(Address.lowest(family), Address.highest(family)));
      assertThat(set.nextAbsent(Address.lowest(family))).isNull();
      assertThat(set.nextAbsent(Address.highest(family))).isNull();
    }
    assertThat(set.intervals()).hasSize(2);
    assertThat(set.size()).isEqualTo(BigInteger.TWO.pow(128).add(BigInteger.TWO.pow(32)));
  }

  @Property
  @Label("after any steps it answers as a plain set of single addresses does")
  void agreesWithAPlainSet(
      @ForAll("steps") @Size(max = 25) List<Step> steps, @ForAll("intervals") Interval window) {
    AddressSet set = new AddressSet();
    NavigableSet<Address> model = new TreeSet<>();
    for (Step step : steps) {
      play(step, set, model);
      assertThat(set.intervals()).isEqualTo(runs(model));
    }
    assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
    assertThat(set.size()).isEqualTo(model.size());
    for (Address address : UNIVERSE) {
      assertThat(set.contains(address)).isEqualTo(model.contains(address));
      assertThat(set.nextAbsent(address)).isEqualTo(nextAbsent(model, address));
    }
    assertThat(set.intervalsWithin(window))
        .isEqualTo(runs(model.subSet(window.first(), true, window.last(), true)));
  }

  @Property
  void countsWhatTwoSetsShare(
      @ForAll("steps") @Size(max = 15) List<Step> one,
      @ForAll("steps") @Size(max = 15) List<Step> other) {
    AddressSet set = new AddressSet();
    NavigableSet<Address> model = new TreeSet<>();
    one.forEach(step -> play(step, set, model));
    AddressSet otherSet = new AddressSet();
    NavigableSet<Address> otherModel = new TreeSet<>();
    other.forEach(step -> play(step, otherSet, otherModel));

    model.retainAll(otherModel);

    assertThat(set.countIn(otherSet)).isEqualTo(model.size()).isEqualTo(otherSet.countIn(set));
  }

  @Provide
  static Arbitrary<Interval> intervals() {
    return Arbitraries.of(ISLANDS)
        .flatMap(island -> {
          Arbitrary<Address> inside =
              Arbitraries.of(UNIVERSE.subSet(island.first(), true, island.last(), true));
          return Combinators.combine(inside, inside)
              .as((a, b) -> a.compareTo(b) <= 0 ? new Interval(a, b) : new Interval(b, a));
        });
  }

  @Provide
  static Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(true, true, false), intervals()).as(Step::new).list();
  }

  private static void play(Step step, AddressSet set, Set<Address> model) {
    boolean single = step.interval().first().equals(step.interval().last());
    List<Address> addresses = addresses(step.interval());
    if (step.adds()) {
      model.addAll(addresses);
      if (single) {
        set.add(step.interval().first());
      } else {
        set.add(step.interval());
      }
    } else {
      addresses.forEach(model::remove);
      if (single) {
        set.remove(step.interval().first());
      } else {
        set.remove(step.interval());
      }
    }
  }

  private static NavigableSet<Address> universe() {
    NavigableSet<Address> all = new TreeSet<>();
    ISLANDS.forEach(island -> all.addAll(addresses(island)));
    return all;
  }

  private static List<Address> addresses(Interval interval) {
    return Stream.iterate(
            interval.first(),
            address -> interval.contains(address),
            address -> address.equals(interval.last()) ? beyond(address) : address.next())
        .toList();
  }

  /** Some address outside of the interval that ends here. */
  private static Address beyond(Address last) {
    return last.family() == Family.IPV4 ? Address.lowest(Family.IPV6) : Address.v4(0);
  }

  private static List<Interval> runs(Set<Address> ascending) {
    List<Interval> runs = new ArrayList<>();
    for (Address address : ascending) {
      Interval last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && !address.isLowest() && last.last().equals(address.previous())) {
        runs.set(runs.size() - 1, new Interval(last.first(), address));
      } else {
        runs.add(Interval.of(address));
      }
    }
    return runs;
  }

  private static @Nullable Address nextAbsent(Set<Address> model, Address from) {
    Address address = from;
    while (model.contains(requireNonNull(address))) {
      if (address.isHighest()) {
        return null;
      }
      address = address.next();
    }
    return address;
  }
}

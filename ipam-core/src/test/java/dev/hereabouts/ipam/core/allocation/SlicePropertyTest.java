package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.allocation.Ranges.gateway;
import static dev.hereabouts.ipam.core.allocation.Ranges.range;
import static dev.hereabouts.ipam.core.allocation.Ranges.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Written;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SlicePropertyTest {
  private static final List<RangeRequest> RANGES =
      List.of(
          range("10.0.0.0/26").sliced(28),
          gateway(without(range("10.0.0.0/26"), "10.0.0.3", "10.0.0.14-10.0.0.33"), "10.0.0.1")
              .sliced(29),
          range("10.0.0.0/26", "10.0.0.20-10.0.0.50").sliced(30),
          range("fd00::/122").sliced(124),
          range("10.0.0.0/28").sliced(28));

  @Property(tries = 300)
  @Label(
      "slices are disjoint, a node's addresses lie in its own while that has room, and nothing"
          + " is stranded")
  void keepsTheRules(
      @ForAll @IntRange(max = 4) int which,
      @ForAll @Size(max = 90) List<@IntRange(max = 11) Integer> steps) {
    RangeRequest range = RANGES.get(which);
    PoolId pool = new PoolId("", range.cidr());
    AddressSet givable = new Pool(pool, List.of(Offer.of(range)), List.of(), 0, "").givable();
    Scene scene = new Scene();
    List<Ask> held = new ArrayList<>();
    int pods = 0;
    for (int step : steps) {
      if (step > 7 && !held.isEmpty()) {
        Ask gone = held.remove(step % held.size());
        scene.delete(gone.container(), 9);
        continue;
      }
      Ask ask = Ask.of("p" + pods, "c" + pods, range).on("node-" + step % 6);
      pods++;
      Set<Address> before = addresses(scene);
      if (scene.add(ask) instanceof Reply.Assigned(List<Reply.AssignedAddress> given)) {
        held.add(ask);
        Address address = given.getFirst().address();
        assertThat(givable.contains(address)).isTrue();
        assertThat(before).doesNotContain(address);
        Cidr slice = slices(scene, pool).get(ask.node());
        if (slice != null && !slice.contains(address)) {
          assertThat(free(givable, slice, before)).as("room in %s", slice).isEmpty();
        }
      } else {
        assertThat(before).hasSize(givable.size().intValueExact());
      }
      checkDisjoint(scene, pool);
    }
  }

  private static Set<Address> addresses(Scene scene) {
    return scene.ledger.entries().map(Entry::address).collect(Collectors.toSet());
  }

  private static Map<String, Cidr> slices(Scene scene, PoolId id) {
    Pool pool = scene.ledger.pool(id);
    return (pool == null ? List.<NodeSlice>of() : pool.slices())
        .stream().collect(Collectors.toMap(NodeSlice::node, NodeSlice::slice));
  }

  private static void checkDisjoint(Scene scene, PoolId pool) {
    List<Cidr> all = List.copyOf(slices(scene, pool).values());
    assertThat(new HashSet<>(all)).hasSameSizeAs(all);
  }

  private static List<Address> free(AddressSet givable, Cidr slice, Set<Address> held) {
    List<Address> free = new ArrayList<>();
    givable
        .intervalsWithin(slice.interval())
        .forEach(run -> {
          for (Address a = run.first(); a.compareTo(run.last()) <= 0; a = a.next()) {
            if (!held.contains(a)) {
              free.add(a);
            }
          }
        });
    return free;
  }

  @Example
  @Label("new nodes get the lowest free slices, of a /64 in /80 too, and begin inside of them")
  void lowestFirst() {
    Scene scene = new Scene();
    RangeRequest wide = range("fd00::/64").sliced(80);
    assertThat(scene.got(Ask.of("a", "a", wide).on("one"))).isEqualTo(Scene.addresses("fd00::1"));
    assertThat(scene.got(Ask.of("b", "b", wide).on("two")))
        .isEqualTo(Scene.addresses("fd00:0:0:0:1::1"));
    assertThat(scene.got(Ask.of("c", "c", wide).on("one"))).isEqualTo(Scene.addresses("fd00::2"));
  }

  @Example
  @Label("without its record a node has the slice that its oldest entry tells")
  void toldByEntries() {
    Scene scene = new Scene();
    RangeRequest range = range("10.0.0.0/24").sliced(28);
    scene.got(Ask.of("a", "a", range).on("one"));
    scene.got(Ask.of("b", "b", range).on("two"));
    NodeSlice one = new NodeSlice(Written.cidr("10.0.0.0/28"), "one");
    for (Pool pool : List.copyOf(scene.ledger.pools())) {
      scene.ledger.apply(new Change.OfPool(pool.withSlices(List.of(one))));
    }

    scene.decider.slicesToldByEntries().forEach(scene.ledger::apply);

    assertThat(scene.got(Ask.of("c", "c", range).on("three")))
        .isEqualTo(Scene.addresses("10.0.0.33"));
    assertThat(scene.got(Ask.of("d", "d", range).on("two")))
        .isEqualTo(Scene.addresses("10.0.0.18"));
  }

  @Example
  @Label("when all slices are taken, a new node gets that of one which holds nothing any more")
  void takesAnIdleOne() {
    Scene scene = new Scene();
    RangeRequest range = range("10.0.0.0/27").sliced(28);
    scene.got(Ask.of("a", "a", range).on("one"));
    scene.got(Ask.of("b", "b", range).on("two"));
    scene.delete("b", 9);
    assertThat(scene.got(Ask.of("c", "c", range).on("three")))
        .isEqualTo(Scene.addresses("10.0.0.17"));
  }
}

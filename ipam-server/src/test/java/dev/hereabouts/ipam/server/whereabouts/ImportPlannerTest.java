package dev.hereabouts.ipam.server.whereabouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Plans beside what is held here already. */
class ImportPlannerTest {
  private static final PoolId POOL = new PoolId("", new Cidr(Address.v4(0x0a000000), 24));

  private final OldObjects old = new OldObjects();
  private final Ledger held = new Ledger();
  private long ids;

  @Test
  @DisplayName("an address that two pods that are there have, here and there, is both's")
  void heldByAnother() {
    pool("1", "shop/web", "c-web");
    pod("web", "uid-web");
    held("uid-other", "other", 1);

    ImportPlan plan = plan();

    assertThat(standings(plan)).containsExactly(Standing.NEW);
    assertThat(doubts(plan, Doubt.Cause.HELD_HERE))
        .containsExactly("is held here by shop/other and there by shop/web; both are kept");
  }

  @Test
  @DisplayName("a record of a pod that is not there is left out where the address is held here")
  void heldInsteadOfGone() {
    pool("1", "shop/gone", "c-gone");
    old.podsAreKnown();
    held("uid-other", "other", 1);

    ImportPlan plan = plan();

    assertThat(standings(plan)).containsExactly(Standing.OUTDATED);
    assertThat(doubts(plan, Doubt.Cause.HELD_HERE))
        .containsExactly(
            "is held here by shop/other, and shop/gone is not there; the old record is left out");
  }

  @Test
  @DisplayName("a record of a pod that got another address here since is left out")
  void movedOn() {
    pool("1", "shop/web", "c-web");
    pod("web", "uid-web");
    held("uid-web", "web", 9);

    ImportPlan plan = plan();

    assertThat(standings(plan)).containsExactly(Standing.OUTDATED);
    assertThat(doubts(plan, Doubt.Cause.HELD_HERE))
        .containsExactly("shop/web got 10.0.0.9 here since; its old record is left out");
  }

  @Test
  @DisplayName("a record whose pod has the address here by a newer sandbox is here already")
  void newerSandbox() {
    pool("1", "shop/web", "c-old");
    pod("web", "uid-web");
    held("uid-web", "web", 1);

    assertThat(standings(plan())).containsExactly(Standing.PRESENT);
  }

  @Test
  @DisplayName("a pod that was replaced by its namesake is another owner")
  void namesake() {
    pool("1", "shop/web", "c-web");
    pod("web", "uid-new");
    held("uid-old", "web", 1);

    assertThat(standings(plan())).containsExactly(Standing.NEW);
  }

  @Test
  @DisplayName("entries are solo if every network of their range says so, else ordinary")
  void solo() {
    pool("1", "shop/web", "c-web");
    network("first", "false");
    assertThat(plan().toImport().getFirst().entry().kind()).isEqualTo(Kind.SOLO);

    network("second", "true");
    assertThat(plan().toImport().getFirst().entry().kind()).isEqualTo(Kind.ORDINARY);
  }

  @Test
  @DisplayName("a NodeSlicePool alone makes a pool in which its nodes keep their slices")
  void slices() {
    slicePool("net-a", "10.0.0.0/24", "/28", "a 10.0.0.0/28", " 10.0.0.16/28", "b 10.0.0.32/28");
    network("net-a", "true");

    ImportPlan plan = plan();

    assertThat(plan.doubts()).isEmpty();
    assertThat(plan.pools()).singleElement().extracting(Pool::id).isEqualTo(POOL);
    assertThat(plan.pools().getFirst().slices()).containsExactly(slice(0, "a"), slice(32, "b"));
    assertThat(plan.pools().getFirst().networks()).containsExactly("net-a");

    held.apply(new Change.OfPool(plan.pools().getFirst()));
    assertThat(plan().pools()).isEmpty();
    assertThat(plan().slices())
        .extracting(SliceStep::standing)
        .containsExactly(Standing.PRESENT, Standing.PRESENT);
  }

  @Test
  @DisplayName("the slices that nodes have here stay; what contradicts them is in doubt")
  void slicesHeldHere() {
    held.apply(
        new Change.OfPool(
            new Pool(POOL, List.of(), List.of(), 1, "")
                .withSlices(List.of(slice(0, "here"), slice(48, "b")))));
    slicePool("net-a", "10.0.0.0/24", "28", "a 10.0.0.0/28", "b 10.0.0.16/28", "c 10.0.0.32/28");
    network("net-a", "true");

    ImportPlan plan = plan();

    assertThat(plan.slices())
        .extracting(SliceStep::standing)
        .containsExactly(Standing.OUTDATED, Standing.OUTDATED, Standing.NEW);
    assertThat(doubts(plan, Doubt.Cause.HELD_HERE)).hasSize(2).allMatch(it -> it.contains("stays"));
    assertThat(plan.pools().getFirst().slices())
        .containsExactly(slice(0, "here"), slice(32, "c"), slice(48, "b"));
  }

  @Test
  @DisplayName("slices that are odd are in doubt, and the others are taken over")
  void oddSlices() {
    old.take(Map.of("kind", "Node", "metadata", Map.of("name", "a")));
    slicePool(
        "net-a",
        "10.0.0.0/24",
        "/28",
        "a 10.0.0.0/28",
        "b 10.0.0.0/28",
        "a 10.0.0.16/28",
        "c 10.0.1.0/28",
        "d 10.0.0.32/27",
        "e garbage",
        "f 10.0.0.16/28");
    network("net-a", "true");

    ImportPlan plan = plan();

    assertThat(plan.slices())
        .extracting(SliceStep::slice)
        .containsExactly(slice(0, "a"), slice(16, "f"));
    assertThat(doubts(plan, Doubt.Cause.SLICE))
        .containsExactly(
            "gives 10.0.0.0/28 to a and to b; the first keeps it, the other gets another one",
            "gives 10.0.0.0/28 and 10.0.0.16/28 to a, which keeps the first",
            "the slice \"10.0.1.0/28\" of c lies outside 10.0.0.0/24; c gets another one",
            "the slice \"10.0.0.32/27\" of d is no /28; d gets another one",
            "the slice \"garbage\" of e is no range; e gets another one",
            "gives 10.0.0.16/28 to f, which is not there; it is kept as long as others are free");
  }

  @Test
  @DisplayName("NodeSlicePools that divide nothing are not understood; one of IPv6 is in doubt")
  void oddSlicePools() {
    slicePool("wide", "10.0.0.0/24", "/20", "a 10.0.0.0/28");
    slicePool("narrow", "10.0.0.0/24", "/31", "a 10.0.0.0/31");
    slicePool("no-range", "10.0.0.0", "/28", "a 10.0.0.0/28");
    slicePool("six", "2001:db8::/56", "/64", "a 2001:db8::/64");

    ImportPlan plan = plan();

    assertThat(doubts(plan, Doubt.Cause.UNREADABLE))
        .containsExactly(
            "its sliceSize \"/31\" does not divide 10.0.0.0/24 into parts with usable addresses",
            "its range \"10.0.0.0\" is none",
            "its sliceSize \"/20\" does not divide 10.0.0.0/24 into parts with usable addresses");
    assertThat(doubts(plan, Doubt.Cause.SLICE))
        .containsExactly("divides an IPv6 range, which whereabouts does not; its slices are kept");
    assertThat(plan.slices()).hasSize(1);
  }

  @Test
  @DisplayName(
      "the name of a NodeSlicePool is a network_name or a network's: networks tell, and"
          + " IPPools; else it is in doubt")
  void spacesOfSlices() {
    slicePool("net-a", "10.0.0.0/24", "/28", "a 10.0.0.0/28");
    assertThat(plan().slices()).extracting(SliceStep::pool).containsExactly(POOL);
    assertThat(doubts(plan(), Doubt.Cause.NAME)).hasSize(1);

    ippool("net-a-a-10.0.0.0-28", "10.0.0.0/28", "3", "shop/web", "c-web");
    PoolId named = new PoolId("net-a", POOL.cidr());
    assertThat(plan().slices()).extracting(SliceStep::pool).containsExactly(named);
    assertThat(plan().steps())
        .extracting(step -> step.record().entry().pool())
        .containsExactly(named);
    assertThat(plan().doubts()).isEmpty();
    assertThat(plan().pools()).extracting(Pool::id).containsExactly(named);

    network("net-a", "true"); // has no network_name, and the same NodeSlicePool
    assertThat(plan().slices()).extracting(SliceStep::pool).containsExactly(POOL, named);
  }

  private static NodeSlice slice(int last, String node) {
    return new NodeSlice(new Cidr(Address.v4(0x0a000000 + last), 28), node);
  }

  /** A NodeSlicePool whose slices are written as the node and the range. */
  private void slicePool(String name, String range, String size, String... slices) {
    old.take(
        Map.of(
            "kind",
            "NodeSlicePool",
            "metadata",
            Map.of("name", name),
            "spec",
            Map.of("range", range, "sliceSize", size),
            "status",
            Map.of(
                "allocations",
                Stream.of(slices)
                    .map(text -> text.split(" ", -1))
                    .map(words -> Map.of("nodeName", words[0], "sliceRange", words[1]))
                    .toList())));
  }

  private ImportPlan plan() {
    return new ImportPlanner(old, held, () -> new OwnershipId(1, ++ids), 5, false).plan();
  }

  private static List<Standing> standings(ImportPlan plan) {
    return plan.steps().stream().map(ImportPlan.Step::standing).toList();
  }

  private static List<String> doubts(ImportPlan plan, Doubt.Cause cause) {
    return plan.doubts().stream().filter(doubt -> doubt.cause() == cause).map(Doubt::text).toList();
  }

  private void pool(String key, String podRef, String container) {
    ippool("10.0.0.0-24", "10.0.0.0/24", key, podRef, container);
  }

  private void ippool(String name, String range, String key, String podRef, String container) {
    old.take(
        Map.of(
            "kind",
            "IPPool",
            "metadata",
            Map.of("name", name, "namespace", "kube-system"),
            "spec",
            Map.of(
                "range",
                range,
                "allocations",
                Map.of(key, Map.of("id", container, "podref", podRef, "ifname", "net1")))));
  }

  private void pod(String name, String uid) {
    old.take(
        Map.of(
            "kind",
            "Pod",
            "metadata",
            Map.of("name", name, "namespace", "shop", "uid", uid),
            "spec",
            Map.of("nodeName", "worker-1")));
  }

  private void network(String name, String overlapping) {
    String config =
        "{\"cniVersion\":\"1.0.0\",\"type\":\"macvlan\",\"ipam\":{\"type\":\"whereabouts\","
            + "\"range\":\"10.0.0.0/24\",\"enable_overlapping_ranges\":"
            + overlapping
            + "}}";
    old.take(
        Map.of(
            "kind",
            "NetworkAttachmentDefinition",
            "metadata",
            Map.of("name", name),
            "spec",
            Map.of("config", config)));
  }

  private void held(String uid, String name, int last) {
    Holder holder = new Holder("c-here", "worker-2", "/run/netns/x", 7, new Attempt(1, 1));
    held.apply(
        Change.OfEntry.created(
            new Entry(
                Address.v4(0x0a000000 + last),
                POOL,
                Kind.ORDINARY,
                new Pod(uid, "shop", name),
                "net1",
                0,
                holder,
                null,
                "",
                0,
                new OwnershipId(2, ++ids),
                "")));
  }
}

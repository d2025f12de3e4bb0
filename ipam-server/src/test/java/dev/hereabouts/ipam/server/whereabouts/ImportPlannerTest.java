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
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;
import java.util.List;
import java.util.Map;
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
    old.take(
        Map.of(
            "kind",
            "IPPool",
            "metadata",
            Map.of("name", "10.0.0.0-24", "namespace", "kube-system"),
            "spec",
            Map.of(
                "range",
                "10.0.0.0/24",
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

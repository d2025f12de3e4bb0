package dev.hereabouts.ipam.server.reclaim;

import static dev.hereabouts.ipam.server.reclaim.ReclaimScene.GRACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the leader makes of agents that are late, silent, or speak of what is another's by now. */
final class DoubtfulReportsTest {
  private static final long SOON = 5_000;
  private static final String ALIVE = "node-1";

  private final ReclaimScene scene = new ReclaimScene();

  private void settle() {
    scene.pass(SOON, ALIVE);
  }

  /** The address in other hands: of this pod, by an entry of its own. */
  private Entry givenAnew(Entry before, String container, OwnershipId id) {
    scene.ledger.apply(Change.OfEntry.removed(before));
    Entry anew =
        new Entry(
            before.address(),
            before.pool(),
            before.kind(),
            before.pod(),
            before.ifName(),
            before.position(),
            new Holder(container, ALIVE, "/n/" + container, 2, new Attempt(1, 100)),
            null,
            before.network(),
            before.since(),
            id,
            "");
    scene.ledger.apply(Change.OfEntry.created(anew));
    return anew;
  }

  @Test
  @DisplayName("A report of what is held by another entry, sandbox or node is out of date")
  void outdated() {
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    assertThat(scene.report(ALIVE, SandboxState.GONE, entry)).isTrue();
    assertThat(scene.report("node-2", SandboxState.GONE, entry)).isFalse();
    assertThat(scene.report("node-2", SandboxState.GONE)).isTrue();

    givenAnew(entry, "u1", new OwnershipId(8, 8));
    assertThat(scene.report(ALIVE, SandboxState.GONE, entry)).as("another ID").isFalse();
    givenAnew(scene.ledger.entriesOfPod("u1").iterator().next(), "next", entry.id());
    assertThat(scene.report(ALIVE, SandboxState.GONE, entry)).as("another sandbox").isFalse();
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("What was told of an address is no witness for who holds it next")
  void toldOfTheOneBefore() {
    scene.pod("a", "u1", "Running");
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    givenAnew(entry, "u1", new OwnershipId(8, 8));
    scene.api.removePod("a");
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.suspects()).as("its pod is not there").isEqualTo(1);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("A report is a sign of life: the node's object alone tells nothing")
  void reportsAreHeard() {
    scene.add("a", "u1", "node-2");
    settle();
    scene.api.removeNode("node-2");
    for (int i = 0; i < 10; i++) {
      scene.report("node-2", SandboxState.GONE);
      scene.pass(GRACE - SOON, ALIVE);
    }
    assertThat(scene.suspects()).isEqualTo(1);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName(
      "However short the grace period, an agent is silent after ten seconds and not sooner")
  void shortGrace() {
    ReclaimScene hasty = new ReclaimScene(2_000);
    hasty.add("a", "u1", "node-2");
    hasty.api.removeNode("node-2");
    hasty.pass(SOON, ALIVE, "node-2");
    hasty.pass(9_000, ALIVE);
    assertThat(hasty.suspects()).isEqualTo(1);
    assertThat(hasty.released).isEmpty();
    hasty.pass(SOON, ALIVE);
    assertThat(hasty.released).containsExactly("u1 pod-gone node-deleted");
  }

  @Test
  @DisplayName("A look at a node that fails is repeated soon, and observes nothing anew")
  void nodeCannotBeLookedAt() {
    scene.add("a", "u1", "node-2");
    settle();
    scene.api.removeNode("node-2");
    scene.pass(GRACE - SOON, ALIVE);
    scene.api.reachable = path -> !path.startsWith("/api/v1/nodes/");
    scene.pass(2 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.api.reachable = _ -> true;
    scene.pass(2 * SOON, ALIVE);
    assertThat(scene.released).containsExactly("u1 pod-gone node-deleted");
  }

  @Test
  @DisplayName("A pod that is seen again is no suspect any more, without a witness, too")
  void seenAgain() {
    scene.add("a", "u1", ALIVE);
    settle();
    assertThat(scene.suspects()).isEqualTo(1);
    scene.pod("a", "u1", "Running");
    settle();
    assertThat(scene.suspects()).isZero();
  }

  @Test
  @DisplayName("After its leadership a reclaimer suspects nobody, and asks for nothing")
  void closed() {
    Entry entry = scene.add("a", "u1", ALIVE);
    Entry other = scene.add("b", "u2", "node-2");
    settle();
    assertThat(scene.suspects()).isEqualTo(2);
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(GRACE - SOON, ALIVE);
    scene.reclaimer.close();
    assertThat(scene.suspects()).isZero();
    scene.api.asked.clear();
    scene.report("node-2", SandboxState.GONE, other);
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.api.asked).isEmpty();
    assertThat(scene.suspects()).isZero();
    assertThat(scene.released).isEmpty();
  }
}

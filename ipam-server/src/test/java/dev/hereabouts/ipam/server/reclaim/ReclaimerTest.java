package dev.hereabouts.ipam.server.reclaim;

import static dev.hereabouts.ipam.server.reclaim.ReclaimScene.GRACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import dev.hereabouts.ipam.server.reclaim.ModelApi.ModelPod;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the leader takes back, and what it leaves alone. */
final class ReclaimerTest {
  private static final long SOON = 5_000;
  private static final String ALIVE = "node-1";

  private final ReclaimScene scene = new ReclaimScene();

  /** A leader that has listed what there is. */
  private void settle() {
    scene.pass(SOON, ALIVE);
  }

  @Test
  @DisplayName("A pod that goes and a namespace that is gone: released after the grace period")
  void namespaceGone() {
    scene.pod("a", "u1", "Running");
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.api.removePod("a");
    scene.pass(10_000, ALIVE);
    assertThat(scene.suspects()).isEqualTo(1);
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(GRACE - 2_000, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.pass(SOON, ALIVE);
    assertThat(scene.released).containsExactly("u1 pod-gone namespace-gone");
    assertThat(scene.ledger.size()).isZero();
    assertThat(scene.suspects()).isZero();
  }

  @Test
  @DisplayName("Absence alone releases nothing, however long it lasts")
  void absenceAlone() {
    scene.add("a", "u1", ALIVE);
    scene.add("b", "u2", "node-2");
    scene.pass(20 * GRACE, ALIVE);
    assertThat(scene.suspects()).isEqualTo(2);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("A live pod keeps its address though its namespace is said to be gone")
  void livePod() {
    scene.pod("a", "u1", "Running");
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(10 * GRACE, ALIVE);
    assertThat(scene.suspects()).isZero();
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("A sandbox of an earlier boot loses its address though its pod is there")
  void reboot() {
    scene.pod("a", "u1", "Running");
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.EARLIER_BOOT, entry);
    scene.pass(GRACE - 1_000, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.pass(SOON, ALIVE);
    assertThat(scene.released).containsExactly("u1 node-rebooted node-rebooted");
  }

  @Test
  @DisplayName("A pod whose sandbox is made anew after a boot keeps its address")
  void rebootWithNewSandbox() {
    scene.pod("a", "u1", "Running");
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.EARLIER_BOOT, entry);
    scene.pass(GRACE - 5_000, ALIVE);
    takeOver(entry, new Holder("new", ALIVE, "/n/new", 2, new Attempt(2, 1)));
    scene.pass(5 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("A later ADD of the same sandbox starts the observation anew")
  void repeatedAdd() {
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(GRACE - 5_000, ALIVE);
    Entry next =
        takeOver(entry, new Holder("u1", ALIVE, entry.holder().netns(), 2, new Attempt(2, 1)));
    scene.pass(GRACE - 5_000, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.report(ALIVE, SandboxState.GONE, next);
    scene.pass(GRACE, ALIVE);
    assertThat(scene.released).hasSize(1);
  }

  private Entry takeOver(Entry entry, Holder holder) {
    Entry next = entry.takenOverBy(holder);
    scene.ledger.apply(new Change.OfEntry(entry, next));
    return next;
  }

  @Test
  @DisplayName("Completed: released when its namespace is gone, kept while that is there")
  void completed() {
    scene.pod("a", "u1", "Running");
    scene.pod("b", "u2", "Running");
    Entry gone = scene.add("a", "u1", ALIVE);
    scene.add("b", "u2", ALIVE);
    settle();
    scene.pod("a", "u1", "Succeeded");
    scene.pod("b", "u2", "Failed");
    scene.report(ALIVE, SandboxState.GONE, gone);
    scene.pass(2 * GRACE, ALIVE);
    assertThat(scene.released).containsExactly("u1 pod-completed namespace-gone");
    assertThat(scene.ledger.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("A namesake is another pod: it keeps its own address and does not save the old one")
  void namesake() {
    scene.pod("a", "u1", "Running");
    Entry old = scene.add("a", "u1", ALIVE);
    settle();
    scene.api.removePod("a");
    scene.pod("a", "u2", "Running");
    scene.add("a", "u2", "node-2");
    scene.report(ALIVE, SandboxState.GONE, old);
    scene.pass(2 * GRACE, ALIVE, "node-2");
    assertThat(scene.released).containsExactly("u1 pod-replaced namespace-gone");
    assertThat(scene.ledger.entriesOfPod("u2")).hasSize(1);
  }

  @Test
  @DisplayName("A static pod is known by the hash of its configuration")
  void staticPod() {
    scene.api.put(new ModelPod("a", "of-the-mirror", "hash", "Running"));
    Entry entry = scene.add("a", "hash", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.suspects()).isZero();
    assertThat(scene.released).isEmpty();
    scene.api.removePod("a");
    scene.pass(2 * GRACE, ALIVE);
    assertThat(scene.released).containsExactly("hash pod-gone namespace-gone");
  }

  @Test
  @DisplayName("An entry without a UID is its namesake's")
  void withoutUid() {
    scene.pod("a", "u1", "Running");
    Entry entry = scene.add("a", "", "c", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.api.removePod("a");
    scene.pass(2 * GRACE, ALIVE);
    assertThat(scene.released).hasSize(1);
  }

  @Test
  @DisplayName("A node that is merely unreachable keeps its addresses")
  void unreachableNode() {
    scene.add("a", "u1", "node-2");
    scene.pass(20 * GRACE, ALIVE);
    assertThat(scene.suspects()).isEqualTo(1);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("A deleted node releases, once its agent is silent for the grace period")
  void deletedNode() {
    scene.add("a", "u1", "node-2");
    settle();
    scene.api.removeNode("node-2");
    scene.pass(5 * GRACE, ALIVE, "node-2");
    assertThat(scene.suspects()).isEqualTo(1);
    assertThat(scene.released).isEmpty();
    scene.pass(GRACE - 2_000, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.pass(GRACE + SOON, ALIVE);
    assertThat(scene.released).containsExactly("u1 pod-gone node-deleted");
  }

  @Test
  @DisplayName("A node marked out of service releases; one that is not marked any more does not")
  void outOfService() {
    scene.add("a", "u1", "node-2");
    settle();
    scene.api.putNode("node-2", true);
    scene.pass(GRACE - SOON, ALIVE);
    scene.api.putNode("node-2", false);
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.api.putNode("node-2", true);
    scene.pass(GRACE + SOON, ALIVE);
    assertThat(scene.released).containsExactly("u1 pod-gone node-out-of-service");
  }

  @Test
  @DisplayName("The pods of a deleted node that are still there keep their addresses")
  void podsOfDeletedNode() {
    scene.pod("a", "u1", "Running");
    scene.add("a", "u1", "node-2");
    scene.api.removeNode("node-2");
    scene.pass(5 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("A new leader observes anew")
  void newLeader() {
    Entry entry = scene.add("a", "u1", ALIVE);
    scene.add("b", "u2", "node-2");
    settle();
    scene.api.removeNode("node-2");
    scene.report(ALIVE, SandboxState.GONE, entry);
    for (int i = 0; i < 6; i++) {
      scene.pass(GRACE - 10_000, ALIVE);
      scene.newLeader();
      scene.report(ALIVE, SandboxState.GONE, entry);
    }
    assertThat(scene.released).isEmpty();
    scene.pass(2 * GRACE - SOON, ALIVE);
    assertThat(scene.released).containsExactly("u1 pod-gone namespace-gone");
    scene.pass(2 * SOON, ALIVE);
    assertThat(scene.released).hasSize(2).contains("u2 pod-gone node-deleted");
  }

  @Test
  @DisplayName("A pod that comes back by the time of the release keeps its address")
  void freshLook() {
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(GRACE - SOON, ALIVE);
    scene.api.watchDelay = () -> 10 * GRACE;
    scene.pod("a", "u1", "Running");
    scene.pass(5 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
    assertThat(scene.suspects()).isZero();
  }

  @Test
  @DisplayName("A node that is there again by the time of the release keeps its addresses")
  void freshLookAtNode() {
    scene.add("a", "u1", "node-2");
    settle();
    scene.api.removeNode("node-2");
    scene.pass(GRACE - 2 * SOON, ALIVE);
    scene.api.forgetNodes();
    scene.api.putNode("node-2", false);
    scene.pass(2 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("While the API server cannot be reached nothing is released, and all when it can")
  void unreachableApi() {
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(GRACE - SOON, ALIVE);
    scene.api.reachable = _ -> false;
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
    scene.api.reachable = _ -> true;
    scene.pass(3 * SOON, ALIVE);
    assertThat(scene.released).hasSize(1);
  }

  @Test
  @DisplayName("A watch that is late only delays: what an agent tells is looked at without it")
  void lateWatch() {
    scene.pod("a", "u1", "Running");
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.api.watchDelay = () -> GRACE;
    scene.api.removePod("a");
    scene.pass(SOON, ALIVE);
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(GRACE + SOON, ALIVE);
    assertThat(scene.released).hasSize(1);
  }

  @Test
  @DisplayName("All pods are listed every ten minutes, not sooner when the watch has a gap")
  void lists() {
    scene.pod("a", "u1", "Running");
    scene.add("a", "u1", ALIVE);
    settle();
    scene.api.forget();
    scene.api.removePod("a");
    scene.add("late", "u2", ALIVE);
    scene.pass(MissingPods.SWEEP_MILLIS - 4 * SOON, ALIVE);
    assertThat(scene.api.lists()).isEqualTo(1);
    assertThat(scene.suspects()).isZero();
    scene.pass(4 * SOON, ALIVE);
    assertThat(scene.api.lists()).isEqualTo(2);
    assertThat(scene.suspects()).isEqualTo(2);
    scene.pass(10 * MissingPods.SWEEP_MILLIS, ALIVE);
    assertThat(scene.api.lists()).isEqualTo(12);
  }

  @Test
  @DisplayName("An agent speaks for its own node only")
  void othersReports() {
    Entry entry = scene.add("a", "u1", "node-2");
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(3 * GRACE, ALIVE, "node-2");
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName("What another installation holds, or nobody's node, is never touched")
  void others() {
    scene.add("a", "u1", "_whereabouts");
    scene.add("b", "u2", "");
    scene.pass(5 * GRACE, ALIVE);
    assertThat(scene.released).isEmpty();
    assertThat(scene.ledger.size()).isEqualTo(2);
  }

  @Test
  @DisplayName("An agent that takes its words back ends the witness")
  void withdrawn() {
    Entry entry = scene.add("a", "u1", ALIVE);
    settle();
    scene.report(ALIVE, SandboxState.GONE, entry);
    scene.pass(GRACE - SOON, ALIVE);
    scene.report(ALIVE, SandboxState.GONE);
    scene.pass(5 * GRACE, ALIVE);
    assertThat(scene.suspects()).isEqualTo(1);
    assertThat(scene.released).isEmpty();
  }

  @Test
  @DisplayName(
      "Without suspects nothing is asked; ten thousand are asked for little by little, and come"
          + " back in a few seconds")
  void cost() {
    Entry[] leaked = new Entry[10_000];
    for (int i = 0; i < leaked.length; i++) {
      leaked[i] = scene.add("gone-" + i, "g" + i, ALIVE);
      scene.pod("live-" + i, "l" + i, "Running");
      scene.add("live-" + i, "l" + i, "node-2");
    }
    scene.pass(SOON, ALIVE);
    assertThat(scene.suspects()).isBetween(500L, SOON / 2);
    scene.pass(4 * SOON, ALIVE);
    assertThat(scene.suspects()).isEqualTo(leaked.length);
    scene.report(ALIVE, SandboxState.GONE, leaked);
    scene.pass(GRACE + 2 * SOON, ALIVE);
    assertThat(scene.released).hasSize(leaked.length);
    scene.api.asked.clear();
    scene.pass(3 * GRACE, ALIVE);
    assertThat(scene.api.asked).isEmpty();
  }
}

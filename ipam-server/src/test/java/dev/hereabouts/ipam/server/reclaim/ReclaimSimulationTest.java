package dev.hereabouts.ipam.server.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pods that come, are replaced by namesakes on other nodes, complete and go, for a quarter of an
 * hour of a virtual clock. The pod watch is up to a minute late, agents are down now and then, and
 * leaders change.
 */
final class ReclaimSimulationTest {
  private static final int PODS = 200;
  private static final int NODES = 5;
  private static final int SECONDS = 900;
  private static final int LONGEST_LINGER_SECONDS = 120;

  private ReclaimScene scene = new ReclaimScene();
  private final Set<Entry> running = new HashSet<>();
  private final Map<String, Entry> byName = new HashMap<>();
  private final List<Entry> lost = new ArrayList<>();
  private final Map<String, Integer> downUntil = new HashMap<>();
  private int second;
  private int uids;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("No sandbox that runs loses its address, and every one that is lost gives it back")
  void nothingIsWronglyReleased(long seed) {
    Random random = new Random(seed);
    boolean hasty = seed % 2 == 0;
    int graceSeconds = hasty ? 4 : 60;
    int leaderSeconds = hasty ? 10 : 150;
    scene = new ReclaimScene(graceSeconds * 1_000L);
    scene.api.watchDelay = () -> random.nextInt(60_000);
    scene.whenReleased =
        entry ->
            assertThat(running)
                .as("seed %d, second %d: released a running sandbox", seed, second)
                .doesNotContain(entry);
    for (int i = 0; i < NODES; i++) {
      scene.api.putNode("node-" + i, false);
    }
    for (second = 0; second < SECONDS; second++) {
      for (int i = 0; i < 2; i++) {
        step("pod-" + random.nextInt(PODS), random);
      }
      if (second % leaderSeconds == leaderSeconds - 1) {
        scene.newLeader();
      }
      if (random.nextInt(30) == 0) {
        downUntil.put("node-" + random.nextInt(NODES), second + random.nextInt(90));
      }
      tick();
    }
    assertThat(scene.released).as("something leaked").isNotEmpty();
    settle(graceSeconds + 5);
    assertThat(scene.ledger.entries().toList())
        .as("seed %d: entries are what runs", seed)
        .containsExactlyInAnyOrderElementsOf(running);
  }

  /** Ends what lingers, and waits for a grace period and a little, without a change of leaders. */
  private void settle(int seconds) {
    downUntil.clear();
    scene.api.watchDelay = () -> 0;
    for (int i = 0; i < LONGEST_LINGER_SECONDS; i++) {
      tick();
    }
    scene.newLeader();
    for (int i = 0; i < seconds; i++) {
      tick();
    }
  }

  private void tick() {
    for (int i = 0; i < NODES; i++) {
      String node = "node-" + i;
      if (downUntil.getOrDefault(node, 0) <= second) {
        scene.report(
            node,
            SandboxState.GONE,
            lost.stream().filter(entry -> entry.node().equals(node)).toArray(Entry[]::new));
      }
    }
    scene.time.pass(1_000);
  }

  private void step(String name, Random random) {
    Entry entry = byName.get(name);
    if (entry == null) {
      create(name, random);
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        // as it should be: DEL, then the pod goes
        running.remove(entry);
        if (scene.ledger.entriesOfPod(entry.pod().identity()).contains(entry)) {
          scene.ledger.apply(Change.OfEntry.removed(entry));
        }
        scene.api.removePod(name);
        byName.remove(name);
      }
      case 1 -> {
        // forced, and at once again on another node, while the old sandbox still runs
        scene.api.removePod(name);
        loseLater(entry, random);
        create(name, random);
      }
      case 2 -> {
        // forced
        scene.api.removePod(name);
        loseLater(entry, random);
        byName.remove(name);
      }
      default -> {
        // completed, and deleted at some later step
        if (!scene.api.pod(name).completed()) {
          scene.pod(name, entry.pod().uid(), "Succeeded");
          loseLater(entry, random);
        }
      }
    }
  }

  private void create(String name, Random random) {
    String uid = "uid-" + ++uids;
    scene.pod(name, uid, "Running");
    Entry entry = scene.add(name, uid, "node-" + random.nextInt(NODES));
    running.add(entry);
    byName.put(name, entry);
  }

  /** The sandbox ends some time later, and nobody calls DEL. */
  private void loseLater(Entry entry, Random random) {
    scene.time.after(
        1 + random.nextInt(1_000 * (LONGEST_LINGER_SECONDS - 1)),
        () -> {
          if (running.remove(entry)) {
            lost.add(entry);
          }
        });
  }
}

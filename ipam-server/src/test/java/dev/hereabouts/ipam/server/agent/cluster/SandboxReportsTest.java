package dev.hereabouts.ipam.server.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import dev.hereabouts.ipam.server.agent.NetworkNamespaces;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which sandboxes an agent says to be no more, and when it says so. */
final class SandboxReportsTest {
  private static final long SCAN = 2_100;

  private final AgentScene scene = new AgentScene();

  /** The inode numbers that are there, by path. */
  private final Map<String, Long> namespaces = new HashMap<>();

  private boolean mounted = true;

  private SandboxReportsTest reporting(Tenure tenure) {
    scene.agent.reportLostSandboxes(
        new NetworkNamespaces() {
          @Override
          public long inode(String path) {
            return namespaces.getOrDefault(path, 0L);
          }

          @Override
          public boolean hasDirectory(String path) {
            return mounted;
          }
        },
        tenure);
    scene.started();
    return this;
  }

  private Entry given(String container, long epoch, long inode) {
    int number = scene.leader.ledger.size() + 1;
    Entry plain = AgentScene.entry(number, container, epoch);
    Attempt attempt = epoch == 0 ? Attempt.IMPORTED : new Attempt(epoch, number);
    Entry entry =
        plain
            .takenOverBy(new Holder(container, "node", "/n/" + container, inode, attempt))
            .withoutReplaced();
    scene.leader.ledger.apply(Change.OfEntry.created(entry));
    return entry;
  }

  private List<LostSandbox> last() {
    return scene.leader.reports.getLast();
  }

  private static LostSandbox lost(Entry entry, SandboxState state) {
    return new LostSandbox(ReleaseRequest.Claim.of(entry), state);
  }

  @Test
  @DisplayName("What is gone is told at once, and again when the leader wants it")
  void told() {
    reporting(new Tenure(1, 0));
    var added = scene.add(1, "c1");
    namespaces.put(added.netns(), (long) scene.calls);
    scene.time.pass(SCAN);
    assertThat(scene.leader.reports).isNotEmpty().allSatisfy(each -> assertThat(each).isEmpty());
    int before = scene.leader.reports.size();

    namespaces.clear();
    scene.time.pass(SCAN);
    Entry entry = scene.leader.ledger.entriesOfContainer("c1").getFirst();
    assertThat(scene.leader.reports.size()).isEqualTo(before + 1);
    assertThat(last()).containsExactly(lost(entry, SandboxState.GONE));

    scene.time.pass(17_000);
    assertThat(scene.leader.reports.size()).isEqualTo(before + 1);
    scene.time.pass(5_000);
    assertThat(scene.leader.reports.size()).isEqualTo(before + 2);
  }

  @Test
  @DisplayName(
      "Another inode is another namespace; one that was never seen, or cannot be, tells nothing")
  void states() {
    reporting(new Tenure(1, 0));
    for (String container : List.of("replaced", "there", "unreadable")) {
      namespaces.put(scene.add(scene.calls, container).netns(), (long) scene.calls);
    }
    namespaces.put(netns("replaced"), 999L);
    namespaces.put(netns("unreadable"), NetworkNamespaces.UNREADABLE);
    scene.time.pass(SCAN);
    assertThat(last()).extracting(each -> each.claim().containerId()).containsExactly("replaced");
  }

  private String netns(String container) {
    return scene.leader.ledger.entriesOfContainer(container).getFirst().holder().netns();
  }

  @Test
  @DisplayName(
      "When the directory of the namespaces is not there, its mount may be what is missing")
  void mount() {
    reporting(new Tenure(1, 0));
    scene.add(1, "c1");
    mounted = false;
    scene.time.pass(SCAN);
    assertThat(last()).isEmpty();
    mounted = true;
    scene.time.pass(SCAN);
    assertThat(last()).hasSize(1);
  }

  @Test
  @DisplayName("A new state directory is no witness for what was given before it")
  void newDirectory() {
    given("old", 4, 7);
    reporting(new Tenure(1, 0));
    scene.time.pass(SCAN);
    assertThat(last()).isEmpty();
    scene.add(1, "new");
    scene.time.pass(SCAN);
    assertThat(last()).extracting(each -> each.claim().containerId()).containsExactly("new");
  }

  @Test
  @DisplayName(
      "After a restart with the same directory, what was seen at its ADD is told, else not")
  void sameDirectory() {
    Entry seen = given("seen", 4, 7);
    given("never-seen", 4, 0);
    scene.epoch = 6;
    scene.restart();
    reporting(new Tenure(1, 0));
    scene.time.pass(SCAN);
    assertThat(last()).containsExactly(lost(seen, SandboxState.GONE));
  }

  @Test
  @DisplayName("What was given before the node booted is of an earlier boot; imports are not")
  void boot() {
    Entry old = given("old", 4, 7);
    given("imported", 0, 0);
    given("since", 5, 7);
    namespaces.put("/n/since", 7L);
    scene.epoch = 6;
    scene.restart();
    reporting(new Tenure(1, 5));
    scene.time.pass(SCAN);
    assertThat(last()).containsExactly(lost(old, SandboxState.EARLIER_BOOT));
  }

  @Test
  @DisplayName("A leader that is older takes no reports, and is asked no more; the next one is")
  void olderLeader() {
    scene.leader.onReport = _ -> new Leader.Reported.Unsupported("404");
    reporting(new Tenure(1, 0));
    scene.time.pass(60_000);
    assertThat(scene.leader.reports).hasSize(1);
    scene.leader.onReport = _ -> new Leader.Reported.Taken(20_000, false);
    scene.leader.connect();
    scene.time.pass(SCAN);
    assertThat(scene.leader.reports).hasSize(2);
  }

  @Test
  @DisplayName("What the leader does not hold is asked for again, and told no more")
  void outdated() {
    reporting(new Tenure(1, 0));
    scene.add(1, "c1");
    scene.time.pass(SCAN);
    assertThat(last()).hasSize(1);
    Entry entry = scene.leader.ledger.entriesOfContainer("c1").getFirst();
    scene.leader.ledger.apply(Change.OfEntry.removed(entry));
    scene.leader.onReport = told -> new Leader.Reported.Taken(1_000, !told.isEmpty());
    scene.time.pass(25_000);
    assertThat(last()).isEmpty();
    assertThat(scene.agent.entriesOfNode()).isEmpty();
  }

  @Test
  @DisplayName("Nothing is told before the leader has told what the node holds")
  void beforeTheRecord() {
    scene.leader.holdEntries = true;
    reporting(new Tenure(1, 0));
    scene.time.pass(5_000);
    assertThat(scene.leader.reports).isEmpty();
    scene.leader.tellEntries();
    scene.time.run();
    assertThat(scene.leader.reports).hasSize(1);
  }
}

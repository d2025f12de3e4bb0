package dev.hereabouts.ipam.server.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.server.agent.cluster.AgentScene.Asked;
import dev.hereabouts.ipam.server.agent.cluster.ModelLeader.Way;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ClusterAllocationsTest {
  private final AgentScene scene = new AgentScene().started();
  private final ModelLeader leader = scene.leader;

  private static String reason(List<Reply> replies) {
    assertThat(replies).singleElement().isInstanceOf(Reply.Unavailable.class);
    return ((Reply.Unavailable) replies.getFirst()).reason();
  }

  @Test
  @DisplayName("An ADD is sent again as the same attempt, at once when a leader is there again")
  void waitsForLeader() {
    leader.way = Way.CUT;
    Asked add = scene.add(1, "a");
    scene.time.pass(10_000);
    assertThat(add.reply).isNull();
    leader.connect();
    scene.time.run();
    assertThat(add.reply).isInstanceOf(Reply.Assigned.class);
    assertThat(leader.log).containsExactly("ADD a 1.1");
  }

  @Test
  @DisplayName("An ADD whose answer was lost gets the address that it got, and no second one")
  void answerLost() {
    leader.way = Way.ANSWER_LOST;
    Asked add = scene.add(1, "a");
    leader.way = Way.OPEN;
    scene.time.pass(100);
    assertThat(leader.log).containsExactly("ADD a 1.1", "ADD a 1.1");
    assertThat(add.reply).isInstanceOf(Reply.Assigned.class);
    assertThat(leader.held()).containsExactly("a /netns/1");
  }

  @Test
  @DisplayName("A leader that cannot store, or does not lead any more, is asked again")
  void storeIsSlow() {
    leader.way = Way.UNAVAILABLE;
    Asked add = scene.add(1, "a");
    leader.way = Way.NOT_LEADING;
    scene.time.pass(1_000);
    leader.way = Way.OPEN;
    scene.time.pass(2_000);
    assertThat(add.reply).isInstanceOf(Reply.Assigned.class);
  }

  @Test
  @DisplayName("An ADD whose time is over says why, and what it may have got is journaled to go")
  void deadline() {
    leader.way = Way.ANSWER_LOST;
    Asked add = scene.add(1, "a");
    leader.way = Way.CUT;
    scene.time.pass(28_999);
    assertThat(add.reply).isNull();
    scene.time.pass(1);
    assertThat(add.reply).isEqualTo(new Reply.Unavailable("connection refused"));
    assertThat(scene.journal.kept.values())
        .containsExactly(new ReleaseRequest.Abandoned("a", "net1", add.request.holder().attempt()));
    leader.connect();
    scene.time.run();
    assertThat(leader.held()).isEmpty();
    assertThat(scene.journal.kept).isEmpty();
  }

  @Test
  @DisplayName("An ADD whose time is over while an answer is awaited tells the answer before")
  void deadlineWhileAsking() {
    leader.way = Way.UNAVAILABLE;
    Asked add = scene.add(1, "a");
    leader.way = Way.SILENT;
    scene.time.pass(29_000);
    assertThat(add.reply)
        .isEqualTo(
            new Reply.Unavailable("the store is slow; asked again, the leader has not answered"));
  }

  @Test
  @DisplayName("An ADD that no leader can have seen leaves nothing in the journal")
  void neverSent() {
    leader.way = Way.NOT_LEADING;
    Asked add = scene.add(1, "a");
    scene.time.pass(29_000);
    assertThat(add.reply).isEqualTo(new Reply.Unavailable("another leads"));
    assertThat(scene.journal.kept).isEmpty();
  }

  @Test
  @DisplayName("An ADD that the leader refuses to take fails at once")
  void refused() {
    leader.way = Way.REFUSING;
    assertThat(scene.add(1, "a").reply)
        .isEqualTo(new Reply.Unavailable("the leader refuses it: the token expired"));
  }

  @Test
  @DisplayName(
      "An ADD whose answer did not reach its caller is taken back, by the journal if need be")
  void undone() {
    Asked add = scene.add(1, "a");
    leader.way = Way.SILENT;
    assertThat(scene.undo(add)).containsExactly(new Reply.Released(List.of()));
    assertThat(scene.journal.kept).hasSize(1);
    leader.connect();
    scene.time.run();
    assertThat(leader.held()).isEmpty();
    assertThat(scene.journal.kept).isEmpty();
  }

  @Test
  @DisplayName("A DEL that the leader confirms costs no sync of the journal")
  void confirmed() {
    scene.add(1, "a");
    scene.journal.full = true;
    assertThat(scene.delete("a")).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(leader.held()).isEmpty();
    assertThat(scene.agent.entriesOfContainer("a")).isEmpty();
  }

  @Test
  @DisplayName("Without a leader a DEL is answered after two seconds, when the journal has it")
  void journaled() {
    scene.add(1, "a");
    leader.way = Way.CUT;
    List<Reply> answer = scene.delete("a");
    scene.time.pass(1_999);
    assertThat(answer).isEmpty();
    assertThat(scene.journal.kept).isEmpty();
    scene.time.pass(1);
    assertThat(answer).containsExactly(new Reply.Released(List.of()));
    assertThat(scene.journal.hasDeleted("a")).isTrue();
    assertThat(leader.held()).isNotEmpty();
  }

  @Test
  @DisplayName(
      "The journal is replayed in its order after a restart, and emptied as it is confirmed")
  void replayed() {
    for (int i = 0; i < 100; i++) {
      scene.add(i, "c" + i);
    }
    leader.way = Way.SILENT;
    for (int i = 0; i < 100; i++) {
      scene.delete("c" + i);
    }
    scene.time.pass(2_000);
    assertThat(scene.journal.kept).hasSize(100);
    scene.restart();
    leader.log.clear();
    scene.started();
    scene.time.pass(30_000);
    assertThat(leader.log).isEmpty();
    leader.connect();
    scene.time.run();
    assertThat(leader.log).hasSize(100).startsWith("DEL c0 1.101").endsWith("DEL c99 1.200");
    assertThat(leader.log)
        .isSortedAccordingTo(
            (a, b) -> a.substring(a.length() - 3).compareTo(b.substring(b.length() - 3)));
    assertThat(leader.held()).isEmpty();
    assertThat(scene.journal.kept).isEmpty();
  }

  @Test
  @DisplayName("A journaled DEL goes before the next ADD of its sandbox and of its pod")
  void deleteBeforeAdd() {
    scene.add(1, "a");
    leader.way = Way.SILENT;
    scene.delete("a");
    scene.time.pass(2_000);
    Asked same = scene.add(1, "a");
    Asked next = scene.add(1, "b");
    leader.way = Way.UNAVAILABLE;
    scene.time.pass(8_000);
    assertThat(same.reply).isNull();
    leader.log.clear();
    leader.connect();
    scene.time.run();
    assertThat(leader.log.getFirst()).isEqualTo("DEL a 1.2");
    assertThat(leader.log).containsExactlyInAnyOrder("DEL a 1.2", "ADD a 1.3", "ADD b 1.4");
    assertThat(same.reply).isInstanceOf(Reply.Assigned.class);
    assertThat(next.reply).isInstanceOf(Reply.Assigned.class);
  }

  @Test
  @DisplayName("An ADD whose DEL cannot be delivered says so when its time is over")
  void deleteNotDelivered() {
    scene.add(1, "a");
    leader.way = Way.UNAVAILABLE;
    scene.delete("a");
    Asked add = scene.add(1, "b");
    scene.time.pass(29_000);
    assertThat(add.reply)
        .isEqualTo(new Reply.Unavailable("a release that comes first has not been confirmed"));
    assertThat(leader.log).containsExactly("ADD a 1.1");
  }

  @Test
  @DisplayName("With a full disk and no leader a DEL fails, and is tried as long as it may take")
  void fullDisk() {
    scene.add(1, "a");
    scene.journal.full = true;
    leader.way = Way.CUT;
    List<Reply> failed = scene.delete("a");
    scene.time.pass(9_000);
    assertThat(reason(failed)).isEqualTo("connection refused");
    List<Reply> confirmed = scene.delete("a");
    scene.time.pass(5_000);
    assertThat(confirmed).isEmpty();
    leader.connect();
    scene.time.run();
    assertThat(confirmed).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(leader.log).containsExactly("ADD a 1.1", "DEL a 1.3");
  }

  @Test
  @DisplayName("What a full disk could not journal is journaled when there is room again")
  void roomAgain() {
    scene.add(1, "c1");
    leader.way = Way.CUT;
    scene.journal.full = true;
    List<Reply> answers = scene.delete("c1");
    scene.time.pass(20_000);
    assertThat(answers).singleElement().isInstanceOf(Reply.Unavailable.class);

    scene.agent.journalAgain();
    scene.time.run();
    assertThat(scene.journal.kept).isEmpty();
    scene.journal.full = false;
    scene.agent.journalAgain();
    scene.time.run();

    assertThat(scene.journal.hasDeleted("c1")).isTrue();
    leader.connect();
    scene.time.pass(5_000);
    assertThat(leader.held()).isEmpty();
    assertThat(scene.journal.kept).isEmpty();
  }

  @Test
  @DisplayName(
      "A DEL ends the ADDs of its sandbox that came before, and frees what they got unseen")
  void deleteEndsAdd() {
    leader.way = Way.ANSWER_SILENT;
    Asked add = scene.add(1, "a");
    leader.way = Way.OPEN;
    scene.delete("a");
    assertThat(add.reply).isInstanceOf(Reply.Unavailable.class);
    assertThat(leader.held()).isEmpty();
    scene.time.pass(60_000);
    leader.connect();
    scene.time.run();
    assertThat(leader.log).containsExactly("ADD a 1.1", "DEL a 1.2");
  }

  @Test
  @DisplayName("What the leader refuses to take does not keep back other sandboxes' releases")
  void refusedRelease() {
    scene.add(1, "a");
    scene.add(2, "b");
    leader.way = Way.REFUSING;
    scene.delete("a");
    leader.way = Way.OPEN;
    assertThat(scene.delete("b")).hasSize(1);
    assertThat(leader.held()).containsExactly("a /netns/1");
    scene.time.pass(2_000);
    assertThat(leader.held()).isEmpty();
  }

  @Test
  @DisplayName("Outage says why, since when, and what waits; and is over with a leader's answer")
  void outage() {
    assertThat(scene.agent.outage()).isNull();
    leader.way = Way.CUT;
    scene.delete("a");
    scene.time.pass(12_000);
    assertThat(scene.agent.outage())
        .isEqualTo("no leader for 12 s: connection refused; 1 releases wait to be delivered");
    leader.connect();
    scene.time.run();
    assertThat(scene.agent.outage()).isNull();
  }

  @Test
  @DisplayName("That the connection was lost shows at once, though nobody asked for anything")
  void lostConnection() {
    assertThat(scene.agent.outage()).isNull();
    leader.lose("has not answered for 5 s");
    scene.time.run();
    assertThat(scene.agent.outage()).contains("no leader for 0 s: has not answered for 5 s");
    leader.connect();
    scene.time.run();
    assertThat(scene.agent.outage()).isNull();
  }

  @Test
  @DisplayName("GC of what was added since the last load is by the ID that the leader knows")
  void reclaim() {
    scene.add(1, "a");
    ReleaseRequest.Claim claim =
        ReleaseRequest.Claim.of(scene.agent.entriesOfNode().toList().getFirst());
    List<Reply> answer = scene.release(new ReleaseRequest.Reclaimed(List.of(claim)));
    assertThat(answer).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(leader.held()).isEmpty();
  }

  @Test
  @DisplayName("Before the leader has told what the node holds, nothing is sent")
  void notBeforeLoad() {
    scene.restart();
    leader.holdEntries = true;
    scene.started();
    Asked add = scene.add(1, "a");
    scene.delete("b");
    assertThat(leader.log).isEmpty();
    leader.tellEntries();
    scene.time.run();
    assertThat(leader.log).containsExactly("DEL b 2.2", "ADD a 2.1");
    assertThat(add.reply).isInstanceOf(Reply.Assigned.class);
  }

  @Test
  @DisplayName("What is answered while many entries are taken in stays, and they are all there")
  void manyEntries() {
    int many = 253;
    for (int i = 1; i <= many; i++) {
      leader.holds(AgentScene.entry(i, "old-" + i, 1));
    }
    leader.connect();
    scene.time.run();
    assertThat(scene.agent.entriesOfContainer("old-" + many)).isEmpty();
    Asked add = scene.add(3, "new");
    assertThat(add.reply).isInstanceOf(Reply.Assigned.class);
    scene.time.pass(100);

    assertThat(scene.agent.entriesOfNode()).hasSize(many + 1);
    assertThat(scene.agent.entriesOfContainer("new")).hasSize(1);
    assertThat(scene.agent.entriesOfContainer("old-" + many)).hasSize(1);
  }

  @Test
  @DisplayName("With a new state directory, attempts count as later than all that the node holds")
  void newStateDirectory() {
    scene.restart();
    leader.holds(AgentScene.entry(1, "old", 7));
    leader.holds(AgentScene.entry(2, "older", 6));
    leader.way = Way.SILENT;
    scene.started();
    scene.delete("older");
    scene.time.pass(2_000);
    scene.restart();
    scene.started();
    List<Reply> deleted = scene.delete("old");
    scene.time.pass(5_000);
    assertThat(deleted).hasSize(1);
    Asked add = scene.add(3, "new");
    leader.connect();
    scene.time.run();
    assertThat(leader.log).containsExactly("DEL older 8.0", "DEL old 8.2", "ADD new 8.3");
    assertThat(leader.held()).containsExactly("new /netns/3");
    assertThat(add.reply).isInstanceOf(Reply.Assigned.class);
    assertThat(scene.raisedTo).isEqualTo(8);
    assertThat(scene.undo(add)).hasSize(1);
    assertThat(leader.held()).isEmpty();
  }

  @Test
  @DisplayName("The record is what the leader told and has answered since, also while it tells")
  void recordWhileLoading() {
    scene.add(1, "before");
    scene.add(2, "gone");
    leader.holdEntries = true;
    leader.connect();
    scene.time.run();
    scene.add(3, "after");
    scene.delete("gone");
    scene.add(4, "short");
    scene.delete("short");
    leader.tellEntries();
    scene.time.run();
    assertThat(scene.agent.entriesOfNode().map(entry -> entry.holder().containerId()))
        .containsExactlyInAnyOrder("before", "after");
    Entry exact = scene.agent.entriesOfContainer("before").getFirst();
    assertThat(leader.ledger.has(exact)).isTrue();
  }

  @Test
  @DisplayName("A pod's new sandbox takes over in the record too, and returns it when undone")
  void recordTakeOver() {
    scene.add(1, "a");
    Asked next = scene.add(1, "b");
    assertThat(scene.agent.entriesOfContainer("b").getFirst().holder().containerId())
        .isEqualTo("b");
    scene.undo(next);
    assertThat(scene.agent.entriesOfContainer("b")).isEmpty();
    assertThat(scene.agent.entriesOfContainer("a").getFirst().holder().containerId())
        .isEqualTo("a");
  }
}

package dev.hereabouts.ipam.server.agent.remote;

import static dev.hereabouts.ipam.server.agent.remote.LeaderScene.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import dev.hereabouts.ipam.core.store.InMemoryStore;
import dev.hereabouts.ipam.server.agent.cluster.Leader;
import dev.hereabouts.ipam.server.agent.cluster.Leader.Answer;
import dev.hereabouts.ipam.server.agent.cluster.Leader.Entries;
import dev.hereabouts.ipam.server.agent.cluster.Leader.Reported;
import dev.hereabouts.ipam.server.leader.ServerCertificate;
import dev.hereabouts.ipam.server.leader.Standing;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Agents and their leader over TLS on loopback. */
final class RemoteLeaderTest {
  private static final int MANY = 2_000;

  private static Answer assigned(int offset) {
    return new Answer.Replied(
        new Reply.Assigned(
            List.of(
                new Reply.AssignedAddress(
                    Address.v4(0x0a00_0000 + offset), LeaderScene.NET.prefixLength(), null))));
  }

  @Test
  @DisplayName("An ADD gets an address, its retry the same one, and a DEL gives it back")
  void lifecycle() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      Leader agent = scene.agent("worker-1");
      assertThat(scene.add(agent, LeaderScene.request("worker-1", 1, 1))).isEqualTo(assigned(1));
      assertThat(scene.add(agent, LeaderScene.request("worker-1", 1, 2))).isEqualTo(assigned(1));
      List<Entry> held = scene.see(scene::stored);
      assertThat(scene.entries(agent)).isEqualTo(new Entries.All(held));
      assertThat(held).hasSize(1);
      assertThat(scene.release(agent, LeaderScene.delete(1, 3)))
          .isEqualTo(new Answer.Replied(new Reply.Released(held)));
      assertThat(scene.see(scene::stored)).isEmpty();
      assertThat(scene.entries(agent)).isEqualTo(new Entries.All(List.of()));
    }
  }

  @Test
  @DisplayName("Very many entries of a node come whole, and an ADD is answered meanwhile")
  void manyEntries() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      Leader agent = scene.agent("worker-1");
      List<CompletableFuture<Answer>> adds = new ArrayList<>();
      for (int i = 1; i <= MANY; i++) {
        int pod = i;
        adds.add(
            scene.ask(
                answer -> agent.add(LeaderScene.request("worker-1", pod, pod), 20_000, answer)));
      }
      for (CompletableFuture<Answer> add : adds) {
        assertThat(LeaderScene.get(add)).isInstanceOf(Answer.Replied.class);
      }
      List<Entry> held = scene.see(scene::stored);
      assertThat(held).hasSize(MANY);

      CompletableFuture<Answer> add = new CompletableFuture<>();
      CompletableFuture<Boolean> addFirst = new CompletableFuture<>();
      CompletableFuture<Entries> entries = new CompletableFuture<>();
      scene.onLoop(() -> {
        agent.entriesOfNode(all -> {
          addFirst.complete(add.isDone());
          entries.complete(all);
        });
        agent.add(LeaderScene.request("worker-1", MANY + 1, MANY + 1), 20_000, add::complete);
      });

      assertThat(LeaderScene.get(add)).isEqualTo(assigned(MANY + 1));
      assertThat(((Entries.All) LeaderScene.get(entries)).entries())
          .containsExactlyInAnyOrderElementsOf(held);
      assertThat(LeaderScene.get(addFirst)).isTrue();
    }
  }

  @Test
  @DisplayName("A node gets, frees and sees nothing of another's, and changes nothing by trying")
  void otherNodes() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      Leader owner = scene.agent("worker-1");
      Leader other = scene.agent("worker-2");
      scene.add(owner, LeaderScene.request("worker-1", 1, 1));
      List<Entry> held = scene.see(scene::stored);
      ReleaseRequest.Claim claim = ReleaseRequest.Claim.of(held.getFirst());
      AddRequest sameSandbox =
          withPod(LeaderScene.request("worker-2", 1, 9), new Pod("uid-2", "ns", "pod-2"));
      AddRequest samePod =
          withPod(LeaderScene.request("worker-2", 2, 9), new Pod("uid-1", "ns", "pod-1"));
      assertForbidden(scene.add(other, LeaderScene.request("worker-1", 2, 1)));
      assertForbidden(scene.add(other, samePod));
      assertForbidden(scene.add(other, sameSandbox));
      assertForbidden(scene.release(other, LeaderScene.delete(1, 9)));
      assertForbidden(
          scene.release(
              other,
              new ReleaseRequest.Abandoned("c-1", "net1", held.getFirst().holder().attempt())));
      assertForbidden(scene.release(other, new ReleaseRequest.Reclaimed(List.of(claim))));
      assertThat(scene.entries(other)).isEqualTo(new Entries.All(List.of()));
      assertThat(scene.see(scene::stored)).isEqualTo(held);
    }
  }

  @Test
  @DisplayName("An agent reports its own lost sandboxes, and is told when to do so again")
  void reports() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      Leader owner = scene.agent("worker-1");
      Leader other = scene.agent("worker-2");
      scene.add(owner, LeaderScene.request("worker-1", 1, 1));
      List<LostSandbox> lost =
          List.of(
              new LostSandbox(
                  ReleaseRequest.Claim.of(scene.see(scene::stored).getFirst()), SandboxState.GONE));
      assertThat(report(scene, owner, lost)).isEqualTo(new Reported.Taken(7_000, false));
      assertThat(scene.reports).containsEntry("worker-1", lost);
      assertThat(report(scene, other, List.of())).isEqualTo(new Reported.Taken(7_000, true));
      assertThat(report(scene, other, lost))
          .isInstanceOfSatisfying(
              Reported.Failed.class, failed -> assertThat(failed.reason()).startsWith("403"));
      assertThat(scene.reports).containsEntry("worker-2", List.of());
      scene.standing = new Standing.Follows("another leads");
      assertThat(report(scene, owner, lost)).isInstanceOf(Reported.Failed.class);
    }
  }

  private static Reported report(LeaderScene scene, Leader agent, List<LostSandbox> lost)
      throws Exception {
    return get(scene.<Reported>ask(answer -> agent.report(lost, 10_000, answer)));
  }

  @Test
  @DisplayName("Requests are signs of life of a node, and so are pings, once its agent is known")
  void signsOfLife() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      scene.agent("silent");
      scene.entries(scene.agent("worker-1"));
      assertThat(scene.heard.poll(20, TimeUnit.SECONDS)).isEqualTo("worker-1");
      assertThat(scene.heard.poll(20, TimeUnit.SECONDS)).as("by a ping").isEqualTo("worker-1");
    }
  }

  private static AddRequest withPod(AddRequest request, Pod pod) {
    return new AddRequest(
        pod, "net1", request.holder(), false, "net", "", request.ranges(), List.of(), 0);
  }

  private static void assertForbidden(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Refused.class).asString().contains("403: node worker-2");
  }

  @Test
  @DisplayName("Another node's DEL does not end an ADD that still runs")
  void otherNodesDelete() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.deferred())) {
      Leader owner = scene.agent("worker-1");
      Leader other = scene.agent("worker-2");
      CompletableFuture<Answer> running =
          scene.ask(answer -> owner.add(LeaderScene.request("worker-1", 1, 1), 10_000, answer));
      scene.awaitStored(1);
      scene.onLoop(() -> other.release(LeaderScene.delete(1, 9), 10_000, _ -> {}));
      scene.entries(other);
      scene.onLoop(scene.store::answerAll);
      assertThat(get(running)).isEqualTo(assigned(1));
    }
  }

  @Test
  @DisplayName("Without a valid token there is nothing")
  void tokens() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      RemoteLeader stranger = scene.stranger(() -> "stolen");
      CompletableFuture<Boolean> connected = new CompletableFuture<>();
      scene.onLoop(() -> {
        stranger.onConnected(() -> connected.complete(true));
        stranger.follow(scene.address());
      });
      get(connected);
      assertThat(scene.add(stranger, LeaderScene.request("worker-1", 1, 1)))
          .isEqualTo(new Answer.Refused("401: the token is not valid"));
      assertThat(scene.release(stranger, LeaderScene.delete(1, 1)))
          .isEqualTo(new Answer.Refused("401: the token is not valid"));
      assertThat(scene.entries(stranger))
          .isEqualTo(new Entries.Failed("401: the token is not valid"));
      assertThat(scene.see(scene::stored)).isEmpty();
    }
  }

  @Test
  @DisplayName("A server with another certificate than the published one gets no token")
  void certificates() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      List<String> presented = new ArrayList<>();
      RemoteLeader agent =
          scene.stranger(() -> {
            presented.add("token");
            return "token-worker-1";
          });
      String another = ServerCertificate.generate("test", new SecureRandom()).sha256();
      LeaderAddress address = scene.address();
      scene.onLoop(() -> agent.follow(new LeaderAddress(address.host(), address.port(), another)));
      CompletableFuture<String> reason = new CompletableFuture<>();
      scene.onLoop(() -> askUntilRefused(scene, agent, reason));
      assertThat(get(reason)).contains(scene.certificate.sha256()).contains(another);
      assertThat(scene.see(agent::isConnected)).isFalse();
      assertThat(presented).isEmpty();
      assertThat(scene.see(scene::stored)).isEmpty();
    }
  }

  private static void askUntilRefused(
      LeaderScene scene, RemoteLeader agent, CompletableFuture<String> reason) {
    agent.add(
        LeaderScene.request("worker-1", 1, 1),
        1_000,
        answer -> {
          if (answer instanceof Answer.Unreachable(String why) && !why.startsWith("connecting")) {
            reason.complete(why);
          } else {
            scene.vertx.setTimer(1, _ -> askUntilRefused(scene, agent, reason));
          }
        });
  }

  @Test
  @DisplayName("Who does not lead says so and does nothing, and so does a leader that goes")
  void standing() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      Leader agent = scene.agent("worker-1");
      for (Standing standing :
          List.of(new Standing.Follows("b leads"), new Standing.ShutsDown("going down"))) {
        scene.standing = standing;
        assertThat(scene.add(agent, LeaderScene.request("worker-1", 1, 1)))
            .isInstanceOf(Answer.NotLeading.class);
        assertThat(scene.release(agent, LeaderScene.delete(1, 1)))
            .isInstanceOf(Answer.NotLeading.class);
        assertThat(scene.entries(agent)).isInstanceOf(Entries.Failed.class);
      }
      assertThat(scene.see(scene.store::writes)).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "A connection of an earlier leadership is refused and ended, and the next one serves")
  void earlierLeadership() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      RemoteLeader agent = scene.agent("worker-1");
      scene.entries(agent);
      CompletableFuture<String> lost = new CompletableFuture<>();
      CompletableFuture<Boolean> again = new CompletableFuture<>();
      scene.onLoop(() -> {
        agent.onLost(lost::complete);
        agent.onConnected(() -> again.complete(true));
      });
      scene.standing = new Standing.Leads("a", 2);
      assertThat(scene.add(agent, LeaderScene.request("worker-1", 1, 1)))
          .isInstanceOf(Answer.NotLeading.class)
          .asString()
          .contains("made before this allocator led");
      assertThat(scene.see(scene.store::writes)).isEmpty();
      assertThat(get(lost)).contains("closed the connection");
      get(again);
      assertThat(scene.add(agent, LeaderScene.request("worker-1", 1, 1))).isEqualTo(assigned(1));
    }
  }

  @Test
  @DisplayName("A node's new connection ends the one before, and no other node's")
  void newerConnection() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.immediate())) {
      RemoteLeader before = scene.agent("worker-1");
      RemoteLeader other = scene.agent("worker-2");
      scene.entries(before);
      scene.entries(other);
      RemoteLeader next = scene.agent("worker-1");
      CompletableFuture<String> lost = new CompletableFuture<>();
      scene.onLoop(() -> before.onLost(lost::complete));
      assertThat(scene.see(before::isConnected)).isTrue();
      scene.entries(next);
      assertThat(get(lost)).contains("closed the connection");
      assertThat(scene.see(other::isConnected)).isTrue();
    }
  }

  @Test
  @DisplayName("An ADD whose agent is gone is taken back")
  void goneAgent() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.deferred())) {
      RemoteLeader agent = scene.agent("worker-1");
      CompletableFuture<Answer> cut =
          scene.ask(answer -> agent.add(LeaderScene.request("worker-1", 1, 1), 10_000, answer));
      scene.awaitStored(1);
      scene.onLoop(() -> agent.follow(null));
      assertThat(get(cut)).isInstanceOf(Answer.Unreachable.class);
      assertThat(get(scene.firstRelease)).isInstanceOf(ReleaseRequest.Abandoned.class);
      answerAllUntilStored(scene, 0);
    }
  }

  @Test
  @DisplayName("An ADD that the agent waits for no longer is taken back")
  void lateAnswer() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.deferred())) {
      Leader agent = scene.agent("worker-1");
      CompletableFuture<Answer> late =
          scene.ask(answer -> agent.add(LeaderScene.request("worker-1", 1, 1), 50, answer));
      scene.awaitStored(1);
      Answer answer = get(late);
      assertThat(answer).isNotInstanceOf(Answer.Refused.class).isNotEqualTo(assigned(1));
      assertThat(get(scene.firstRelease)).isInstanceOf(ReleaseRequest.Abandoned.class);
      answerAllUntilStored(scene, 0);
    }
  }

  @Test
  @DisplayName("An ADD that was sent once more on a new connection outlives the old connection")
  void sentTwice() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.deferred())) {
      RemoteLeader first = scene.agent("worker-1");
      RemoteLeader second = scene.agent("worker-1");
      AddRequest request = LeaderScene.request("worker-1", 1, 1);
      CompletableFuture<Answer> cut = scene.ask(answer -> first.add(request, 10_000, answer));
      scene.awaitStored(1);
      CompletableFuture<Answer> again = scene.ask(answer -> second.add(request, 10_000, answer));
      scene.entries(second);
      scene.onLoop(() -> first.follow(null));
      assertThat(get(cut)).isInstanceOf(Answer.Unreachable.class);
      long timer = scene.vertx.setPeriodic(1, _ -> scene.store.answerAll());
      assertThat(get(again)).isEqualTo(assigned(1));
      scene.vertx.cancelTimer(timer);
      assertThat(scene.see(scene::stored)).hasSize(1);
    }
  }

  private static void answerAllUntilStored(LeaderScene scene, int count) throws Exception {
    long timer = scene.vertx.setPeriodic(1, _ -> scene.store.answerAll());
    scene.awaitStored(count);
    scene.vertx.cancelTimer(timer);
  }

  @Test
  @DisplayName("256 ADDs in flight on one connection get 256 addresses")
  void manyInFlight() throws Exception {
    try (LeaderScene scene = new LeaderScene(InMemoryStore.deferred())) {
      Leader agent = scene.agent("worker-1");
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int pod = 0; pod < 256; pod++) {
        AddRequest request = LeaderScene.request("worker-1", pod, pod + 1);
        answers.add(scene.ask(answer -> agent.add(request, 10_000, answer)));
      }
      while (scene.see(() -> scene.allocator.ledger().size()) < 256) {
        Thread.onSpinWait();
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      long timer = scene.vertx.setPeriodic(1, _ -> scene.store.answerAll());
      List<Answer> got = new ArrayList<>();
      for (CompletableFuture<Answer> answer : answers) {
        got.add(get(answer));
      }
      scene.vertx.cancelTimer(timer);
      assertThat(got).doesNotHaveDuplicates().allMatch(answer -> answer instanceof Answer.Replied);
      assertThat(scene.see(scene::stored)).hasSize(256);
    }
  }

  @Test
  @DisplayName("Going to the next leader gives up what waits for the one before")
  void nextLeader() throws Exception {
    try (LeaderScene before = new LeaderScene(InMemoryStore.deferred());
        LeaderScene after = new LeaderScene(InMemoryStore.immediate())) {
      RemoteLeader agent = before.agent("worker-1");
      CompletableFuture<Answer> cut =
          before.ask(answer -> agent.add(LeaderScene.request("worker-1", 1, 1), 10_000, answer));
      before.awaitStored(1);
      CompletableFuture<Boolean> connected = new CompletableFuture<>();
      before.onLoop(() -> {
        agent.onConnected(() -> connected.complete(true));
        agent.follow(after.address());
      });
      assertThat(get(cut)).isInstanceOf(Answer.Unreachable.class);
      get(connected);
      assertThat(before.add(agent, LeaderScene.request("worker-1", 1, 2))).isEqualTo(assigned(1));
    }
  }

  @Test
  @DisplayName("The certificate is one that any library can read, signed by its own key")
  void certificate() {
    ServerCertificate made = ServerCertificate.generate("allocator é", new SecureRandom());
    assertThatCode(() -> made.certificate().verify(made.certificate().getPublicKey()))
        .doesNotThrowAnyException();
    assertThatCode(() -> made.certificate().checkValidity()).doesNotThrowAnyException();
    assertThat(made.certificate().getVersion()).isEqualTo(3);
    assertThat(made.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=allocator é");
    assertThat(made.sha256())
        .hasSize(64)
        .isNotEqualTo(ServerCertificate.generate("x", new SecureRandom()).sha256());
  }
}

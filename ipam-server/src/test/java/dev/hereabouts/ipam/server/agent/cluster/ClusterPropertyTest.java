package dev.hereabouts.ipam.server.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.server.agent.cluster.AgentScene.Asked;
import dev.hereabouts.ipam.server.agent.cluster.ModelLeader.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ClusterPropertyTest {
  /** Something that happens. */
  sealed interface Step {
    record Add(int pod, int sandbox) implements Step {}

    record Delete(int pod, int sandbox) implements Step {}

    /** The caller of the last ADD did not get its answer. */
    record Undo() implements Step {}

    record Reach(Way way) implements Step {}

    record Connect() implements Step {}

    record Pass(long millis) implements Step {}

    record Restart() implements Step {}

    record Disk(boolean full) implements Step {}
  }

  @Property(tries = 1_000)
  @Label("No confirmed DEL leaves an entry, none is confirmed for nothing, no failed ADD holds any")
  void deletesHold(@ForAll("histories") List<Step> steps) {
    History history = new History();
    steps.forEach(history::take);
    history.settle();
    history.check();
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Integer> pods = Arbitraries.integers().between(0, 2);
    Arbitrary<Integer> sandboxes = Arbitraries.integers().between(0, 1);
    Arbitrary<Step> step =
        Arbitraries.frequencyOf(
            Tuple.of(6, Combinators.combine(pods, sandboxes).as(Step.Add::new)),
            Tuple.of(6, Combinators.combine(pods, sandboxes).as(Step.Delete::new)),
            Tuple.of(1, Arbitraries.just(new Step.Undo())),
            Tuple.of(5, Arbitraries.of(Way.class).map(Step.Reach::new)),
            Tuple.of(2, Arbitraries.just(new Step.Connect())),
            Tuple.of(5, Arbitraries.of(60L, 700L, 3_000L, 31_000L).map(Step.Pass::new)),
            Tuple.of(1, Arbitraries.just(new Step.Restart())),
            Tuple.of(1, Arbitraries.of(true, false).map(Step.Disk::new)));
    return step.list().ofMinSize(3).ofMaxSize(50);
  }

  /** What happened, and what must hold after it. */
  private static final class History {
    /** A DEL, by the number of its call, of a sandbox. */
    private record Deletion(int call, String container, List<Reply> replies) {
      boolean isConfirmed() {
        return replies.size() == 1 && replies.getFirst() instanceof Reply.Released;
      }
    }

    private final AgentScene scene = new AgentScene().started();
    private final List<Asked> adds = new ArrayList<>();
    private final List<Deletion> deletions = new ArrayList<>();
    private final Map<Deletion, Boolean> judged = new HashMap<>();
    private final List<Asked> undone = new ArrayList<>();
    private List<Asked> ofThisStart = new ArrayList<>();

    void take(Step step) {
      switch (step) {
        case Step.Add(int pod, int sandbox) -> {
          Asked add = scene.add(pod, "c" + pod + "-" + sandbox);
          adds.add(add);
          ofThisStart.add(add);
        }
        case Step.Delete(int pod, int sandbox) -> {
          String container = "c" + pod + "-" + sandbox;
          List<Reply> replies = scene.delete(container);
          deletions.add(new Deletion(scene.calls, container, replies));
        }
        case Step.Undo() -> {
          if (!ofThisStart.isEmpty() && ofThisStart.getLast().reply instanceof Reply.Assigned) {
            if (!scene.journal.full) {
              undone.add(ofThisStart.getLast());
            }
            scene.undo(ofThisStart.getLast());
          }
        }
        case Step.Reach(Way way) -> scene.leader.way = way;
        case Step.Connect() -> scene.leader.connect();
        case Step.Pass(long millis) -> scene.time.pass(millis);
        case Step.Restart() -> {
          scene.restart();
          scene.started();
          ofThisStart = new ArrayList<>();
        }
        case Step.Disk(boolean full) -> scene.journal.full = full;
      }
      scene.time.run();
      checkNewAnswers();
    }

    /** A yes is given only for what the leader did or the journal has. */
    private void checkNewAnswers() {
      for (Deletion deletion : deletions) {
        if (deletion.isConfirmed() && judged.put(deletion, true) == null) {
          assertThat(scene.journal.hasDeleted(deletion.container()) || covered(deletion).isEmpty())
              .as("%s neither applied nor journaled", deletion)
              .isTrue();
        }
      }
    }

    /** What the leader has though the DEL covers it. */
    private List<String> covered(Deletion deletion) {
      return scene
          .leader
          .ledger
          .entries()
          .filter(entry -> entry.holder().containerId().equals(deletion.container()))
          .map(entry -> entry.holder().netns())
          .filter(netns -> call(netns) < deletion.call())
          .toList();
    }

    private static int call(String netns) {
      return Integer.parseInt(netns.substring("/netns/".length()));
    }

    void settle() {
      scene.journal.full = false;
      scene.leader.connect();
      scene.time.pass(60_000);
      checkNewAnswers();
    }

    void check() {
      for (Deletion deletion : deletions) {
        if (deletion.isConfirmed()) {
          assertThat(covered(deletion)).as("left by %s", deletion).isEmpty();
        }
      }
      List<String> held =
          scene.leader.ledger.entries().map(entry -> entry.holder().netns()).toList();
      assertThat(adds.stream().filter(add -> add.reply instanceof Reply.Refused))
          .as("failed ADDs that hold something")
          .noneMatch(add -> held.contains(add.netns()) && !wasLost(add));
      assertThat(undone).as("undone ADDs").noneMatch(add -> held.contains(add.netns()));
      assertThat(ofThisStart).allMatch(add -> add.reply != null);
      assertThat(scene.agent.outage()).isNull();
    }

    /** Whether its release was in no journal when the agent was killed. */
    private boolean wasLost(Asked add) {
      return !ofThisStart.contains(add);
    }
  }
}

package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal.Journaled;
import dev.hereabouts.ipam.server.agent.cluster.Tenure;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent keeps on its node. */
final class AgentStateTest {
  private static final int KILLS = 6;
  private static final int MAX_LINES = 300;

  @TempDir Path scratch = Path.of("");

  private AgentState open() throws StoreUnavailableException {
    return AgentState.open(scratch, Runnable::run);
  }

  private static List<Journaled> releases(AgentState state) throws Exception {
    return switch (Answers.<ReleaseJournal.LoadOutcome>await(state.journal()::load)) {
      case ReleaseJournal.LoadOutcome.Loaded(var releases) -> releases;
      case ReleaseJournal.LoadOutcome.Failed(String reason) -> throw new AssertionError(reason);
    };
  }

  private static boolean put(AgentState state, long number, ReleaseRequest release)
      throws Exception {
    return Answers.await(done -> state.journal().put(number, release, done));
  }

  @Test
  @DisplayName("Every kind of release is there after a restart, in order, unless it was removed")
  void journal() throws Exception {
    ReleaseRequest abandoned = new ReleaseRequest.Abandoned("b", "net2", new Attempt(3, 4));
    ReleaseRequest reclaimed =
        new ReleaseRequest.Reclaimed(
            List.of(
                new ReleaseRequest.Claim("", Address.v4(0x0a000001), new OwnershipId(1, 2), "c"),
                new ReleaseRequest.Claim("s", Address.v6(1, 2), new OwnershipId(3, 4), "")));
    try (AgentState state = open()) {
      assertThat(put(state, 10, JournalLoop.release(10))).isTrue();
      assertThat(put(state, 9, abandoned)).isTrue();
      assertThat(put(state, 200, reclaimed)).isTrue();
      assertThat(put(state, 11, JournalLoop.release(11))).isTrue();
      state.journal().remove(11);
      assertThat(put(state, 10, JournalLoop.release(12))).isTrue();
    }
    try (AgentState state = open()) {
      assertThat(releases(state))
          .containsExactly(
              new Journaled(9, abandoned),
              new Journaled(10, JournalLoop.release(12)),
              new Journaled(200, reclaimed));
    }
  }

  @Test
  @DisplayName("A start's epoch is above all before it, and above what it was raised to")
  void epochs() throws Exception {
    try (AgentState state = open()) {
      assertThat(state.nextEpoch()).isEqualTo(1);
      state.raiseTo(8);
      state.raiseTo(5);
    }
    try (AgentState state = open()) {
      assertThat(state.nextEpoch()).isEqualTo(9);
    }
  }

  @Test
  @DisplayName(
      "A directory knows its first start, and the first one in this boot once it saw another")
  void tenure() throws Exception {
    UUID first = new UUID(1, 2);
    UUID second = new UUID(1, 3);
    try (AgentState state = open()) {
      assertThat(state.nextStart(first)).isEqualTo(start(1, 1, 0));
      assertThat(state.nextStart(first)).isEqualTo(start(2, 1, 0));
    }
    try (AgentState state = open()) {
      assertThat(state.nextStart(second)).isEqualTo(start(3, 1, 3));
      assertThat(state.nextStart(second)).isEqualTo(start(4, 1, 3));
      state.raiseTo(8);
    }
    try (AgentState state = open()) {
      assertThat(state.nextStart(second)).isEqualTo(start(9, 8, 3));
      assertThat(state.nextStart(first)).isEqualTo(start(10, 8, 10));
    }
  }

  @Test
  @DisplayName("A boot that could not be told from others is not taken for an earlier one later")
  void unknownBoot() throws Exception {
    try (AgentState state = open()) {
      assertThat(state.nextStart(new UUID(1, 2))).isEqualTo(start(1, 1, 0));
      assertThat(state.nextStart(null)).isEqualTo(start(2, 1, 0));
      assertThat(state.nextStart(new UUID(1, 3))).isEqualTo(start(3, 1, 0));
      assertThat(state.nextStart(new UUID(1, 4))).isEqualTo(start(4, 1, 4));
    }
  }

  @Test
  @DisplayName("A directory of an older version knows nothing of what was before this one")
  void olderDirectory() throws Exception {
    try (AgentState state = open()) {
      assertThat(state.nextEpoch()).isEqualTo(1);
      assertThat(state.nextEpoch()).isEqualTo(2);
      assertThat(state.nextStart(new UUID(1, 2))).isEqualTo(start(3, 3, 0));
    }
  }

  private static CountedStart start(long epoch, long firstEpoch, long bootEpoch) {
    return new CountedStart(epoch, new Tenure(firstEpoch, bootEpoch));
  }

  @Test
  @DisplayName("A second agent on the same directory is refused")
  void second() throws Exception {
    try (AgentState state = open()) {
      assertThat(state.brokenReason()).isNull();
      assertThatThrownBy(this::open).isInstanceOf(StoreInUseException.class);
    }
    Process child = ChildProcess.start(JournalLoop.class, scratch.toString(), "1");
    try (BufferedReader out = child.inputReader()) {
      assertThat(out.readLine()).isEqualTo("start 1.");
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreInUseException.class)
          .hasMessageContaining("another process (pid " + child.pid() + ")");
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  @DisplayName("Every DEL that the journal confirmed is there after kill -9, time after time")
  void killed() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Long, ReleaseRequest> confirmed = new HashMap<>();
    for (int kill = 1; kill <= KILLS; kill++) {
      Process child =
          ChildProcess.start(
              JournalLoop.class, scratch.toString(), String.valueOf(kill * 1_000_000));
      try (BufferedReader out = child.inputReader()) {
        assertThat(out.readLine()).isEqualTo("start " + kill + ".");
        for (int lines = 1 + random.nextInt(MAX_LINES); lines > 0; lines--) {
          note(String.valueOf(out.readLine()), confirmed);
        }
        child.toHandle().destroyForcibly();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          note(line, confirmed);
        }
      } finally {
        child.destroyForcibly().waitFor();
      }
      try (AgentState state = open()) {
        Map<Long, ReleaseRequest> kept = new HashMap<>();
        releases(state).forEach(one -> kept.put(one.number(), one.release()));
        assertThat(kept).as("seed %d, kill %d", seed, kill).containsAllEntriesOf(confirmed);
      }
    }
  }

  /** A line without its full stop was cut by the kill. */
  private static void note(String line, Map<Long, ReleaseRequest> confirmed) {
    if (line.endsWith(".")) {
      long number = Long.parseLong(line, 0, line.length() - 1, 10);
      confirmed.put(number, JournalLoop.release(number));
    }
  }
}

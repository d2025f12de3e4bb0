package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that journals DELs without end, several at a time, and prints the number of each once
 * the journal says that it has it.
 */
final class JournalLoop {
  private static final int SIDE_BY_SIDE = 4;

  private JournalLoop() {}

  /** Takes the directory and the first number. */
  public static void main(String[] arguments) throws Exception {
    ExecutorService writer = Executors.newSingleThreadExecutor();
    AgentState state = AgentState.open(Path.of(arguments[0]), writer);
    System.out.println("start " + state.nextEpoch() + ".");
    for (int i = 0; i < SIDE_BY_SIDE; i++) {
      put(state.journal(), Long.parseLong(arguments[1]) + i, System.out);
    }
  }

  private static void put(ReleaseJournal journal, long number, PrintStream out) {
    journal.put(
        number,
        release(number),
        kept -> {
          if (kept) {
            out.println(number + ".");
            put(journal, number + SIDE_BY_SIDE, out);
          }
        });
  }

  static ReleaseRequest release(long number) {
    return new ReleaseRequest.Deleted("container-" + number, "net1", new Attempt(1, number));
  }
}

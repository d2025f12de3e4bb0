package dev.hereabouts.ipam.server.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.agent.SandboxMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The deleted sandboxes while the disk is full. */
final class PatientMemoryTest {
  /** A memory whose disk can be full. */
  private static final class Disk implements SandboxMemory {
    final List<String> kept = new ArrayList<>();
    boolean full;

    @Override
    public void remember(String podIdentity, String containerId, long now, Consumer<Boolean> done) {
      if (!full) {
        kept.add(podIdentity + " " + containerId + " " + now);
      }
      done.accept(!full);
    }

    @Override
    public void forgetBefore(long time) {}

    @Override
    public void load(Consumer<LoadOutcome> done) {}
  }

  @Test
  @DisplayName("What the full disk cannot keep is answered, and kept once when there is room again")
  void patience() {
    Disk disk = new Disk();
    PatientMemory memory = new PatientMemory(disk, Runnable::run);
    List<Boolean> answers = new ArrayList<>();
    memory.remember("pod", "c1", 1, answers::add);
    disk.full = true;
    memory.remember("pod", "c2", 2, answers::add);
    memory.keepAgain();
    assertThat(disk.kept).containsExactly("pod c1 1");

    disk.full = false;
    memory.keepAgain();
    memory.keepAgain();

    assertThat(answers).containsExactly(true, true);
    assertThat(disk.kept).containsExactly("pod c1 1", "pod c2 2");
  }
}

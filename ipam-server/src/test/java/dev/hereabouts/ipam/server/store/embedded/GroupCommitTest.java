package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class GroupCommitTest {
  private final List<String> log = new ArrayList<>();
  private final Queue<Runnable> writer = new ArrayDeque<>();
  private @Nullable RuntimeException syncFailure;
  private final GroupCommit queue = new GroupCommit(writer::add, this::sync);

  private void sync() {
    if (syncFailure != null) {
      throw syncFailure;
    }
    log.add("sync");
  }

  private Operation named(String name) {
    return named(name, () -> {});
  }

  private Operation named(String name, Runnable whenAnswered) {
    return new Operation() {
      @Override
      public Runnable apply() {
        log.add("do " + name);
        return () -> {
          log.add("answer " + name);
          whenAnswered.run();
        };
      }

      @Override
      public void fail(String reason) {
        log.add("fail " + name + ": " + reason);
        whenAnswered.run();
      }
    };
  }

  private void runWriter() {
    while (!writer.isEmpty()) {
      writer.remove().run();
    }
  }

  @Test
  @DisplayName("What waits is done in order, synced once, and only then answered")
  void oneSyncForAll() {
    queue.submit(named("a"));
    queue.submit(named("b"));
    assertThat(log).isEmpty();
    runWriter();
    assertThat(log).containsExactly("do a", "do b", "sync", "answer a", "answer b");
  }

  @Test
  @DisplayName("What is asked in an answer goes with the next sync")
  void askedInAnswer() {
    queue.submit(named("a", () -> queue.submit(named("b"))));
    runWriter();
    assertThat(log).containsExactly("do a", "sync", "answer a", "do b", "sync", "answer b");
  }

  @Test
  @DisplayName("A failed sync fails its whole batch and all that comes later")
  void failedSync() {
    syncFailure = new IllegalStateException("closed", new RuntimeException("disk full"));
    queue.submit(named("a"));
    queue.submit(named("b", () -> queue.submit(named("c"))));
    runWriter();
    syncFailure = null;
    queue.submit(named("d"));
    runWriter();
    queue.perform(named("e"));
    String why = "cannot store: disk full";
    assertThat(log)
        .containsExactly(
            "do a",
            "do b",
            "fail a: " + why,
            "fail b: " + why,
            "fail c: " + why,
            "fail d: " + why,
            "fail e: " + why);
    assertThat(queue.brokenReason()).isEqualTo(why);
  }

  @Test
  @DisplayName("An operation that breaks in the middle of its batch fails all of it")
  void failedOperation() {
    queue.submit(named("a"));
    queue.submit(
        new Operation() {
          @Override
          public Runnable apply() {
            throw new AssertionError("bad page");
          }

          @Override
          public void fail(String reason) {
            log.add("fail b: " + reason);
          }
        });
    runWriter();
    assertThat(log)
        .containsExactly(
            "do a", "fail a: cannot store: bad page", "fail b: cannot store: bad page");
  }

  @Test
  @DisplayName("An answer that throws keeps no other from being given")
  void throwingAnswer() {
    queue.submit(
        named(
            "a",
            () -> {
              throw new IllegalStateException("a bug of the caller");
            }));
    queue.submit(named("b"));
    runWriter();
    assertThat(log).endsWith("answer a", "answer b");
    assertThat(queue.brokenReason()).isNull();
  }

  @Test
  @DisplayName("Closing does what waits, and fails what comes")
  void close() {
    queue.submit(named("a"));
    queue.close(well -> log.add("closed, all well: " + well));
    queue.submit(named("b"));
    runWriter();
    assertThat(log)
        .containsExactly(
            "do a", "sync", "answer a", "closed, all well: true", "fail b: the store is closed");
  }

  @Test
  @DisplayName("A writer that takes no more work leaves no question without an answer")
  void stoppedWriter() {
    GroupCommit stopped =
        new GroupCommit(
            task -> {
              throw new RejectedExecutionException();
            },
            this::sync);
    stopped.submit(named("a"));
    stopped.submit(named("b"));
    assertThat(log)
        .containsExactly(
            "fail a: the store's writer was stopped", "fail b: the store's writer was stopped");
  }
}

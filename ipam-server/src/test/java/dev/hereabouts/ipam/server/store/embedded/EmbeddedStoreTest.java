package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.agent.RetiredSandbox;
import dev.hereabouts.ipam.server.agent.SandboxMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded store promises beyond the contract. */
final class EmbeddedStoreTest {
  private static final int COMMITS = 5000;
  private static final int BLOCKS = 100;
  private static final long MAX_FILE_BYTES = 16L << 20;

  @TempDir Path scratch = Path.of("");
  private final Queue<Runnable> writer = new ArrayDeque<>();
  private final List<CommitOutcome> outcomes = new ArrayList<>();

  @Test
  @DisplayName("Fifty writes in flight share one sync, with pools and sandboxes among them")
  void groupCommit() throws Exception {
    List<Boolean> remembered = new ArrayList<>();
    try (EmbeddedStore store = EmbeddedStore.open(scratch, writer::add)) {
      for (int i = 0; i < 50; i++) {
        store.commit(put(i, null, List.of()), outcomes::add);
        store.sandboxes().remember("pod", "c" + i, i, remembered::add);
      }
      store.keep(Entries.pool());
      assertThat(outcomes).isEmpty();
      runWriter();
      assertThat(store.syncs()).isEqualTo(1);
    }
    assertThat(outcomes).hasSize(50).hasOnlyElementsOfType(CommitOutcome.Committed.class);
    assertThat(remembered).hasSize(50).containsOnly(true);
  }

  @Test
  @DisplayName("What changes nothing costs no sync")
  void noSync() throws Exception {
    try (EmbeddedStore store = direct()) {
      store.keep(Entries.pool());
      long before = store.syncs();
      store.keep(Entries.pool());
      store.commit(new BlockWrite.Remove(id(0), new Version("1")), outcomes::add);
      store.read(id(0), outcome -> {});
      assertThat(store.syncs()).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("An entry that is no JSON is rejected, the others of its batch are committed")
  void rejected() throws Exception {
    Entry good = Entries.ordinary(1);
    Entry bad =
        new Entry(
            good.address(),
            good.pool(),
            good.kind(),
            good.pod(),
            "",
            0,
            good.holder(),
            null,
            "",
            0,
            good.id(),
            "[]");
    try (EmbeddedStore store = EmbeddedStore.open(scratch, writer::add)) {
      store.commit(put(0, null, List.of(bad)), outcomes::add);
      store.commit(put(1, null, List.of()), outcomes::add);
      runWriter();
      assertThat(outcomes.getFirst()).isInstanceOf(CommitOutcome.Rejected.class);
      assertThat(outcomes.getLast()).isInstanceOf(CommitOutcome.Committed.class);
      assertThat(store.brokenReason()).isNull();
    }
  }

  @Test
  @DisplayName("When the file cannot be written, all is unknown until the next start")
  void brokenFile() throws Exception {
    try (EmbeddedStore store = direct()) {
      store.commit(put(0, null, List.of()), outcomes::add);
      Thread.currentThread().interrupt();
      store.commit(put(1, null, List.of()), outcomes::add);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(store.brokenReason()).startsWith("cannot store: ");
      store.commit(put(2, null, List.of()), outcomes::add);
      assertThat(outcomes.subList(1, 3)).hasOnlyElementsOfType(CommitOutcome.Unknown.class);
      assertThat(Answers.<ReadOutcome>await(done -> store.read(id(0), done)))
          .isInstanceOf(ReadOutcome.Failed.class);
      assertThat(Answers.<LoadOutcome>await(store::load)).isInstanceOf(LoadOutcome.Failed.class);
      assertThat(
              Answers.<Boolean>await(
                  done -> store.sandboxes().remember("pod", "container", 1, done)))
          .isFalse();
    }
    try (EmbeddedStore store = direct()) {
      assertThat(Answers.blocks(store)).extracting(block -> block.id()).contains(id(0));
      assertThat(store.brokenReason()).isNull();
    }
  }

  @Test
  @DisplayName("A closed store answers, and writes nothing")
  void closed() throws Exception {
    EmbeddedStore store = direct();
    store.close();
    store.commit(put(0, null, List.of()), outcomes::add);
    assertThat(outcomes).containsExactly(new CommitOutcome.Unknown("the store is closed"));
    store.close();
    try (EmbeddedStore again = direct()) {
      assertThat(Answers.blocks(again)).isEmpty();
    }
  }

  @Test
  @DisplayName("Each start has a greater number")
  void epochs() throws Exception {
    for (long start = 1; start <= 3; start++) {
      try (EmbeddedStore store = direct()) {
        assertThat(store.nextEpoch()).isEqualTo(start);
      }
    }
  }

  @Test
  @DisplayName("Deleted sandboxes are remembered across a restart until they are forgotten")
  void sandboxes() throws Exception {
    try (EmbeddedStore store = direct()) {
      store.sandboxes().remember("shop/cart:0", "9:new", 30, done -> {});
      store.sandboxes().remember("", "", 20, done -> {});
      store.sandboxes().remember("shop/cart:0", "old", 10, done -> {});
      store.sandboxes().remember("shop/cart:0", "older", 9, done -> {});
      store.sandboxes().forgetBefore(10);
    }
    try (EmbeddedStore store = direct()) {
      assertThat(Answers.<SandboxMemory.LoadOutcome>await(store.sandboxes()::load))
          .isEqualTo(
              new SandboxMemory.LoadOutcome.Loaded(
                  List.of(
                      new RetiredSandbox("shop/cart:0", "old", 10),
                      new RetiredSandbox("", "", 20),
                      new RetiredSandbox("shop/cart:0", "9:new", 30))));
    }
  }

  @Test
  @DisplayName("The file stays small after thousands of commits")
  void fileStaysSmall() throws Exception {
    List<Entry> entries = IntStream.range(0, 64).mapToObj(Entries::ordinary).toList();
    @Nullable Version[] versions = new Version[BLOCKS];
    try (EmbeddedStore store = direct()) {
      for (int i = 0; i < COMMITS; i++) {
        int block = (i * 37) % BLOCKS;
        BlockWrite write = put(block, versions[block], entries.subList(0, i % 24));
        versions[block] = ((CommitOutcome.Committed) Answers.commit(store, write)).version();
      }
    }
    assertThat(Files.size(scratch.resolve("hereabouts.mv"))).isLessThan(MAX_FILE_BYTES);
  }

  private EmbeddedStore direct() throws StoreUnavailableException {
    return EmbeddedStore.open(scratch, Runnable::run);
  }

  private void runWriter() {
    while (!writer.isEmpty()) {
      writer.remove().run();
    }
  }

  private static BlockId id(int block) {
    return BlockId.of("", Address.v4(block * 64));
  }

  private static BlockWrite put(int block, @Nullable Version basedOn, List<Entry> entries) {
    return new BlockWrite.Put(id(block), basedOn, "a", entries);
  }
}

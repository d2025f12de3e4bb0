package dev.hereabouts.ipam.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pool;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every block store promises. */
public abstract class BlockStoreContract {
  private static final int PATIENCE_SECONDS = 30;
  private static final Entry FIRST = Entries.ordinary(1);
  private static final Entry SECOND = Entries.ordinary(2);
  private static final BlockId BLOCK = FIRST.block();

  private BlockStore store = InMemoryStore.immediate();

  /** Makes an empty store. */
  protected abstract BlockStore open() throws Exception;

  /** Ends the store as a clean stop would, and opens what it left. */
  protected abstract BlockStore reopen(BlockStore store) throws Exception;

  /** Returns when the store has the pools that it was told to keep. */
  protected void awaitPools(BlockStore store) throws Exception {}

  @BeforeEach
  final void openEmpty() throws Exception {
    store = open();
  }

  @Test
  @DisplayName("A new store is empty")
  final void empty() throws Exception {
    assertThat(load()).isEqualTo(new LoadOutcome.Loaded(List.of(), List.of()));
    assertThat(read(BLOCK)).isEqualTo(new ReadOutcome.Absent());
  }

  @Test
  @DisplayName("A block that was created is there with its writer and entries")
  final void create() throws Exception {
    Version version = put(BLOCK, null, "a", FIRST, SECOND);
    assertHas(version, "a", FIRST, SECOND);
  }

  @Test
  @DisplayName("A write on the version that the block has replaces all of it")
  final void putOnVersion() throws Exception {
    Version first = put(BLOCK, null, "a", FIRST);
    Version second = put(BLOCK, first, "b", SECOND);
    assertThat(second).isNotEqualTo(first);
    assertHas(second, "b", SECOND);
  }

  @Test
  @DisplayName("A write on a version that the block had is a conflict and changes nothing")
  final void putOnStaleVersion() throws Exception {
    Version first = put(BLOCK, null, "a", FIRST);
    Version second = put(BLOCK, first, "a", SECOND);
    assertThat(commit(new BlockWrite.Put(BLOCK, first, "b", List.of())))
        .isEqualTo(new CommitOutcome.Conflict());
    assertHas(second, "a", SECOND);
  }

  @Test
  @DisplayName("A write on a block that is gone, or never was, is a conflict and makes none")
  final void putOnAbsent() throws Exception {
    Version gone = put(BLOCK, null, "a", FIRST);
    remove(BLOCK, gone);
    assertThat(commit(new BlockWrite.Put(BLOCK, gone, "a", List.of(FIRST))))
        .isEqualTo(new CommitOutcome.Conflict());
    assertThat(read(BLOCK)).isEqualTo(new ReadOutcome.Absent());
  }

  @Test
  @DisplayName("Creating a block that exists is a conflict and changes nothing")
  final void createExisting() throws Exception {
    Version version = put(BLOCK, null, "a", FIRST);
    assertThat(commit(new BlockWrite.Put(BLOCK, null, "b", List.of(SECOND))))
        .isEqualTo(new CommitOutcome.Conflict());
    assertHas(version, "a", FIRST);
  }

  @Test
  @DisplayName("A block is removed on the version that it has")
  final void removeOnVersion() throws Exception {
    Version version = put(BLOCK, null, "a", FIRST);
    remove(BLOCK, version);
    assertThat(read(BLOCK)).isEqualTo(new ReadOutcome.Absent());
    assertThat(load()).isEqualTo(new LoadOutcome.Loaded(List.of(), List.of()));
  }

  @Test
  @DisplayName("A removal on a version that the block had is a conflict and changes nothing")
  final void removeOnStaleVersion() throws Exception {
    Version first = put(BLOCK, null, "a", FIRST);
    Version second = put(BLOCK, first, "a", SECOND);
    assertThat(commit(new BlockWrite.Remove(BLOCK, first))).isEqualTo(new CommitOutcome.Conflict());
    assertHas(second, "a", SECOND);
  }

  @Test
  @DisplayName("A removal of a block that is gone is a conflict")
  final void removeAbsent() throws Exception {
    Version version = put(BLOCK, null, "a", FIRST);
    remove(BLOCK, version);
    assertThat(commit(new BlockWrite.Remove(BLOCK, version)))
        .isEqualTo(new CommitOutcome.Conflict());
  }

  @Test
  @DisplayName("No version comes twice, though a block is removed and made again with the same")
  final void versionsNeverRepeat() throws Exception {
    Set<Version> seen = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      Version created = put(BLOCK, null, "a", FIRST);
      assertThat(seen.add(created)).isTrue();
      Version again = put(BLOCK, created, "a", FIRST);
      assertThat(seen.add(again)).isTrue();
      remove(BLOCK, again);
      store = reopen(store);
    }
  }

  @Test
  @DisplayName("A write whose writer alone differs moves the version, so it fences off a lost one")
  final void fence() throws Exception {
    Version first = put(BLOCK, null, "a", FIRST);
    Version second = put(BLOCK, first, "b", FIRST);
    assertThat(second).isNotEqualTo(first);
    assertThat(commit(new BlockWrite.Put(BLOCK, first, "a", List.of(SECOND))))
        .isEqualTo(new CommitOutcome.Conflict());
    assertHas(second, "b", FIRST);
  }

  @Test
  @DisplayName("Every field of every kind of entry comes back as it was, in the same order")
  final void everyField() throws Exception {
    List<Entry> all = List.of(SECOND, FIRST, Entries.takenOver(), Entries.bare(), Entries.odd());
    for (Entry entry : all) {
      BlockId id = entry.block();
      List<Entry> entries = all.stream().filter(each -> each.block().equals(id)).toList();
      if (read(id) instanceof ReadOutcome.Absent) {
        Version version = put(id, null, Entries.ODD, entries.toArray(Entry[]::new));
        assertThat(read(id))
            .isEqualTo(new ReadOutcome.Found(new StoredBlock(id, version, Entries.ODD, entries)));
      }
    }
    LoadOutcome before = load();
    assertThat(((LoadOutcome.Loaded) before).blocks())
        .flatExtracting(StoredBlock::entries)
        .containsExactlyInAnyOrderElementsOf(all);
    store = reopen(store);
    assertThat(((LoadOutcome.Loaded) load()).blocks())
        .containsExactlyInAnyOrderElementsOf(((LoadOutcome.Loaded) before).blocks());
  }

  @Test
  @DisplayName("An address may have several entries in its block")
  final void severalEntriesOfOneAddress() throws Exception {
    Version version = put(BLOCK, null, "a", FIRST, FIRST);
    assertHas(version, "a", FIRST, FIRST);
  }

  @Test
  @DisplayName("A full block is stored: 64 entries")
  final void fullBlock() throws Exception {
    Entry[] entries = new Entry[64];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Entries.ordinary(i);
    }
    assertHas(put(BLOCK, null, "a", entries), "a", entries);
  }

  @Test
  @DisplayName("A block without entries is a block")
  final void noEntries() throws Exception {
    Version version = put(BLOCK, null, "");
    assertHas(version, "");
    store = reopen(store);
    assertHas(version, "");
  }

  @Test
  @DisplayName("Blocks of one network in two spaces are two, of two networks too")
  final void blocksApart() throws Exception {
    BlockId otherSpace = new BlockId("blue", BLOCK.cidr());
    BlockId neighbour = BlockId.of("", Address.v4(0x0a01_0040));
    Version version = put(BLOCK, null, "a", FIRST);
    put(otherSpace, null, "b");
    put(neighbour, null, "c");
    remove(neighbour, put(neighbour, version(neighbour), "d"));
    assertHas(version, "a", FIRST);
    assertThat(((LoadOutcome.Loaded) load()).blocks())
        .extracting(StoredBlock::id)
        .containsExactlyInAnyOrder(BLOCK, otherSpace);
  }

  @Test
  @DisplayName("Pools are kept with all their offers, the last word counts")
  final void pools() throws Exception {
    Pool pool = Entries.pool();
    store.keep(new Pool(pool.id(), List.of(), List.of(), 1, ""));
    store.keep(pool);
    store.keep(Entries.barePool());
    awaitPools(store);
    assertThat(((LoadOutcome.Loaded) load()).pools())
        .containsExactlyInAnyOrder(pool, Entries.barePool());
    store = reopen(store);
    assertThat(((LoadOutcome.Loaded) load()).pools())
        .containsExactlyInAnyOrder(pool, Entries.barePool());
  }

  @Test
  @DisplayName("What was committed is there after a restart, and its version is good to write on")
  final void survivesRestart() throws Exception {
    Version version = put(BLOCK, null, "a", FIRST);
    store = reopen(store);
    assertHas(version, "a", FIRST);
    Version next = put(BLOCK, version, "a", FIRST, SECOND);
    store = reopen(store);
    assertHas(next, "a", FIRST, SECOND);
  }

  private void assertHas(Version version, String writer, Entry... entries) throws Exception {
    StoredBlock block = new StoredBlock(BLOCK, version, writer, List.of(entries));
    assertThat(read(BLOCK)).isEqualTo(new ReadOutcome.Found(block));
    assertThat(((LoadOutcome.Loaded) load()).blocks()).contains(block);
  }

  private Version version(BlockId id) throws Exception {
    return ((ReadOutcome.Found) read(id)).block().version();
  }

  private Version put(BlockId id, @Nullable Version basedOn, String writer, Entry... entries)
      throws Exception {
    CommitOutcome outcome = commit(new BlockWrite.Put(id, basedOn, writer, List.of(entries)));
    assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
    Version version = ((CommitOutcome.Committed) outcome).version();
    assertThat(version).isNotNull();
    return Objects.requireNonNull(version);
  }

  private void remove(BlockId id, Version basedOn) throws Exception {
    assertThat(commit(new BlockWrite.Remove(id, basedOn)))
        .isEqualTo(new CommitOutcome.Committed(null));
  }

  private CommitOutcome commit(BlockWrite write) throws Exception {
    return await(done -> store.commit(write, done));
  }

  private ReadOutcome read(BlockId id) throws Exception {
    return await(done -> store.read(id, done));
  }

  private LoadOutcome load() throws Exception {
    return await(store::load);
  }

  private static <T> T await(Consumer<Consumer<T>> call) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call.accept(outcome -> {
      if (!answer.complete(outcome)) {
        throw new AssertionError("answered twice");
      }
    });
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}

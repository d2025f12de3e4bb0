package dev.hereabouts.ipam.server.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.InMemoryStore;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An allocator that followed")
class FollowingAllocatorTest {
  private static final Entry OLD = Entries.ordinary(1);
  private static final Entry NEW = Entries.ordinary(2);
  private static final Entry STAYS = Entries.ordinary(65);
  private static final Entry GOES = Entries.ordinary(129);
  private static final Entry COMES = Entries.ordinary(193);

  private final ManualLoop loop = new ManualLoop();
  private LoadOutcome outcome = new LoadOutcome.Failed("not asked yet");
  private final Allocator allocator =
      new Allocator(loop, loop, new Answering(), () -> new OwnershipId(0, 1), "a", Pacing.NONE);

  /** Loads what the test says. */
  private final class Answering implements BlockStore {
    private final InMemoryStore store = InMemoryStore.immediate();

    @Override
    public void load(Consumer<LoadOutcome> done) {
      done.accept(outcome);
    }

    @Override
    public void read(BlockId id, Consumer<ReadOutcome> done) {
      store.read(id, done);
    }

    @Override
    public void commit(BlockWrite write, Consumer<CommitOutcome> done) {
      store.commit(write, done);
    }

    @Override
    public void keep(Pool pool) {
      store.keep(pool);
    }
  }

  private static StoredBlock block(String version, Entry... entries) {
    return new StoredBlock(entries[0].block(), new Version(version), "w", List.of(entries));
  }

  private void followed() {
    allocator.follow(block("1", OLD));
    allocator.follow(block("2", STAYS));
    allocator.follow(block("3", GOES));
  }

  private List<String> lead() {
    List<String> failures = new ArrayList<>();
    allocator.lead(failure -> failures.add(String.valueOf(failure)));
    loop.run();
    return failures;
  }

  private List<Entry> known() {
    return allocator.ledger().entries().toList();
  }

  @Test
  @DisplayName("knows what it was told, and forgets what is gone")
  void follows() {
    followed();
    allocator.follow(block("4", OLD, NEW));
    allocator.follow(GOES.block());

    assertThat(known()).containsExactlyInAnyOrder(OLD, NEW, STAYS);
    assertThat(allocator.role()).isEqualTo(Role.FOLLOWER);
  }

  @Test
  @DisplayName("takes in what differs, and keeps the rest")
  void catchesUp() {
    followed();
    outcome =
        new LoadOutcome.CaughtUp(
            List.of(block("4", NEW), block("5", COMES)), List.of(GOES.block()), List.of());

    assertThat(lead()).containsExactly("null");
    assertThat(known()).containsExactlyInAnyOrder(NEW, STAYS, COMES);
  }

  @Test
  @DisplayName("drops what a whole load does not have")
  void loadsAll() {
    followed();
    outcome = new LoadOutcome.Loaded(List.of(block("4", NEW), block("2", STAYS)), List.of());

    assertThat(lead()).containsExactly("null");
    assertThat(known()).containsExactlyInAnyOrder(NEW, STAYS);
  }

  @Test
  @DisplayName("is told nothing any more once it loads, and loads again after a failure")
  void failsFirst() {
    followed();
    assertThat(lead()).containsExactly("not asked yet");
    allocator.follow(block("4", OLD, NEW));
    outcome = new LoadOutcome.CaughtUp(List.of(), List.of(), List.of());
    assertThat(lead()).containsExactly("null");
    allocator.follow(block("1", OLD));

    assertThat(known()).containsExactlyInAnyOrder(OLD, NEW, STAYS, GOES);
  }

  @Test
  @DisplayName("that is to end while it loads leads no more, and tells nobody")
  void resignsWhileLoading() {
    List<String> failures = new ArrayList<>();
    allocator.lead(failure -> failures.add(String.valueOf(failure)));
    allocator.resign();
    loop.run();

    assertThat(failures).isEmpty();
    assertThat(allocator.role()).isEqualTo(Role.RESIGNED);
  }
}

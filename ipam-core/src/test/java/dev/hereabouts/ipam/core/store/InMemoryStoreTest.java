package dev.hereabouts.ipam.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class InMemoryStoreTest extends BlockStoreContract {
  private static final Entry ENTRY = Entries.ordinary(1);
  private static final BlockId BLOCK = ENTRY.block();

  private final List<Object> answers = new ArrayList<>();

  @Override
  protected BlockStore open() {
    return InMemoryStore.immediate();
  }

  @Override
  protected BlockStore reopen(BlockStore store) {
    return store;
  }

  @Test
  @DisplayName("Each fault has its answer and its effect, once")
  void faults() {
    assertFault(Fault.CONFLICT, CommitOutcome.Conflict.class, false);
    assertFault(Fault.REJECTED, CommitOutcome.Rejected.class, false);
    assertFault(Fault.UNKNOWN_WITHOUT_EFFECT, CommitOutcome.Unknown.class, false);
    assertFault(Fault.UNKNOWN_WITH_EFFECT, CommitOutcome.Unknown.class, true);
  }

  private void assertFault(
      Fault fault, Class<? extends CommitOutcome> answer, boolean takesEffect) {
    InMemoryStore store = InMemoryStore.immediate();
    answers.clear();
    store.failNext(fault);
    store.commit(creation(), answers::add);
    assertThat(answers).singleElement().isInstanceOf(answer);
    assertThat(store.block(BLOCK) != null).isEqualTo(takesEffect);
    store.commit(creation(), answers::add);
    assertThat(answers.get(1))
        .isInstanceOf(takesEffect ? CommitOutcome.Conflict.class : CommitOutcome.Committed.class);
  }

  @Test
  @DisplayName("A late write takes effect on its arrival, unless another came before it")
  void lateEffect() {
    InMemoryStore store = InMemoryStore.immediate();
    store.failNext(Fault.UNKNOWN_WITH_LATE_EFFECT);
    store.failNext(Fault.UNKNOWN_WITH_LATE_EFFECT);
    store.commit(creation(), answers::add);
    store.commit(creation(), answers::add);
    assertThat(answers).hasOnlyElementsOfType(CommitOutcome.Unknown.class);
    assertThat(store.block(BLOCK)).isNull();
    assertThat(store.landLate()).isInstanceOf(CommitOutcome.Committed.class);
    assertThat(store.block(BLOCK)).isNotNull();
    assertThat(store.landLate()).isEqualTo(new CommitOutcome.Conflict());
    assertThat(store.lateWrites()).isZero();
  }

  @Test
  @DisplayName("Writes of a certain entry are rejected until the store heals, others are not")
  void rejectedEntry() {
    InMemoryStore store = InMemoryStore.immediate();
    store.failEach(
        write -> write instanceof BlockWrite.Put put && put.entries().contains(ENTRY),
        Fault.REJECTED);
    store.commit(creation(), answers::add);
    store.commit(creation(), answers::add);
    assertThat(answers).hasOnlyElementsOfType(CommitOutcome.Rejected.class);
    store.commit(new BlockWrite.Put(BLOCK, null, "a", List.of()), answers::add);
    assertThat(answers.getLast()).isInstanceOf(CommitOutcome.Committed.class);
    store.heal();
    store.commit(new BlockWrite.Put(BLOCK, version(store), "a", List.of(ENTRY)), answers::add);
    assertThat(answers.getLast()).isInstanceOf(CommitOutcome.Committed.class);
    assertThat(store.writes()).hasSize(4);
  }

  @Test
  @DisplayName("As many reads fail as were asked for")
  void failedReads() {
    InMemoryStore store = InMemoryStore.immediate();
    store.failReads(2);
    store.read(BLOCK, answers::add);
    store.load(answers::add);
    store.read(BLOCK, answers::add);
    assertThat(answers)
        .containsExactly(
            new ReadOutcome.Failed("asked to fail"),
            new LoadOutcome.Failed("asked to fail"),
            new ReadOutcome.Absent());
  }

  @Test
  @DisplayName("Deferred answers come in the order that the test wants, the effects came before")
  void deferredAnswers() {
    InMemoryStore store = InMemoryStore.deferred();
    store.commit(creation(), answers::add);
    store.read(BLOCK, answers::add);
    store.commit(creation(), answers::add);
    assertThat(answers).isEmpty();
    assertThat(store.waitingAnswers()).isEqualTo(3);
    store.answer(2);
    assertThat(answers).containsExactly(new CommitOutcome.Conflict());
    store.answer(1);
    assertThat(answers.getLast()).isInstanceOf(ReadOutcome.Found.class);
    store.answerAll();
    assertThat(answers.getLast()).isInstanceOf(CommitOutcome.Committed.class);
    store.commit(creation(), answers::add);
    store.dropAnswers();
    store.answerAll();
    assertThat(answers).hasSize(3);
  }

  private static BlockWrite creation() {
    return new BlockWrite.Put(BLOCK, null, "a", List.of(ENTRY));
  }

  private static @Nullable Version version(InMemoryStore store) {
    StoredBlock block = store.block(BLOCK);
    return block == null ? null : block.version();
  }
}

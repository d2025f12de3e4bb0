package dev.hereabouts.ipam.server.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.Fault;
import dev.hereabouts.ipam.core.store.InMemoryStore;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The allocator")
class AllocatorTest {
  private static final RangeRequest RANGE = Requests.range(0x0a000000, 24);
  private static final RangeRequest SECOND = Requests.range(0x0a010000, 24);
  private static final RangeRequest TINY = Requests.range(0x0a020000, 30);
  private static final BlockId FIRST_BLOCK = BlockId.of("", Address.v4(0x0a000000));

  private final ManualLoop loop = new ManualLoop();
  private final InMemoryStore store = InMemoryStore.deferred();
  private long ids;
  private final Allocator allocator = allocator("a");

  private Allocator allocator(String writer) {
    return new Allocator(loop, loop, store, () -> new OwnershipId(0, ++ids), writer, Pacing.NONE);
  }

  @BeforeEach
  void lead() {
    lead(allocator);
  }

  private void lead(Allocator candidate) {
    List<String> failures = new ArrayList<>();
    candidate.lead(failure -> failures.add(String.valueOf(failure)));
    settle();
    assertThat(failures).containsExactly("null");
  }

  private List<Reply> add(AddRequest request) {
    return add(allocator, request);
  }

  private List<Reply> add(Allocator to, AddRequest request) {
    List<Reply> replies = new ArrayList<>();
    to.add(request, replies::add);
    loop.run();
    return replies;
  }

  private List<Reply> release(ReleaseRequest request) {
    List<Reply> replies = new ArrayList<>();
    allocator.release(request, replies::add);
    loop.run();
    return replies;
  }

  private void settle() {
    do {
      loop.run();
      store.answerAll();
      loop.run();
    } while (store.waitingAnswers() > 0 || loop.pass());
  }

  private void settleWithoutTime() {
    do {
      loop.run();
      store.answerAll();
      loop.run();
    } while (store.waitingAnswers() > 0);
  }

  /** The first block takes the first write and no removal; the other takes nothing. */
  private void failTheAddAndItsTakeBack() {
    store.failEach(write -> !write.id().equals(FIRST_BLOCK), Fault.REJECTED);
    store.failEach(
        write ->
            write.id().equals(FIRST_BLOCK)
                && store.block(FIRST_BLOCK) != null
                && !(write instanceof BlockWrite.Put put
                    && put.entries().stream()
                        .anyMatch(entry -> entry.pod().name().equals("pod-1"))),
        Fault.REJECTED);
  }

  private void answerOne() {
    store.answer(0);
    loop.run();
  }

  private static Reply assigned(int... hosts) {
    List<Reply.AssignedAddress> addresses = new ArrayList<>();
    for (int host : hosts) {
      addresses.add(new Reply.AssignedAddress(Address.v4(host), 24, null));
    }
    return new Reply.Assigned(addresses);
  }

  private List<Address> stored() {
    return store.blocks().stream()
        .flatMap(block -> block.entries().stream())
        .map(Entry::address)
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("answers when the write is confirmed, not before")
  void answersAfterTheWrite() {
    List<Reply> replies = add(Requests.add(1, 1, RANGE));
    assertThat(store.writes()).hasSize(1);
    assertThat(replies).isEmpty();
    answerOne();
    assertThat(replies).containsExactly(assigned(0x0a000001));
  }

  @Test
  @DisplayName("joins what arrives during a write into the next one")
  void groupsWrites() {
    List<Reply> first = add(Requests.add(1, 1, RANGE));
    List<Reply> second = add(Requests.add(2, 2, RANGE));
    List<Reply> third = add(Requests.add(3, 3, RANGE));
    assertThat(store.writes()).hasSize(1);
    answerOne();
    assertThat(first).hasSize(1);
    assertThat(second).isEmpty();
    assertThat(store.writes()).hasSize(2);
    answerOne();
    assertThat(second).containsExactly(assigned(0x0a000002));
    assertThat(third).containsExactly(assigned(0x0a000003));
    assertThat(store.writes()).hasSize(2);
  }

  @Test
  @DisplayName("writes once more for a retry, and gives it the same answer")
  void retryRestsOnAWrite() {
    add(Requests.add(1, 1, RANGE));
    settle();
    List<Reply> retry = add(Requests.add(1, 1, RANGE));
    assertThat(retry).isEmpty();
    settle();
    assertThat(retry).containsExactly(assigned(0x0a000001));
    assertThat(store.writes()).hasSize(2);
  }

  @Test
  @DisplayName("decides again on what another has written")
  void conflict() {
    Allocator other = allocator("b");
    lead(other);
    List<Reply> theirs = add(other, Requests.add(9, 1, RANGE));
    settle();
    List<Reply> ours = add(Requests.add(1, 1, RANGE));
    settle();
    assertThat(theirs).containsExactly(assigned(0x0a000001));
    assertThat(ours).containsExactly(assigned(0x0a000002));
    assertThat(stored()).containsExactly(Address.v4(0x0a000001), Address.v4(0x0a000002));
  }

  @Test
  @DisplayName("lets one bad call spoil no other of its batch")
  void rejection() {
    store.failEach(
        write ->
            write instanceof BlockWrite.Put put
                && put.entries().stream().anyMatch(entry -> entry.pod().name().equals("pod-2")),
        Fault.REJECTED);
    List<Reply> blocker = add(Requests.add(0, 1, RANGE));
    List<Reply> good = add(Requests.add(1, 2, RANGE));
    List<Reply> bad = add(Requests.add(2, 3, RANGE));
    List<Reply> alsoGood = add(Requests.add(3, 4, RANGE));
    settle();
    assertThat(blocker).containsExactly(assigned(0x0a000001));
    assertThat(good).containsExactly(assigned(0x0a000002));
    assertThat(bad).singleElement().isInstanceOf(Reply.Unavailable.class);
    assertThat(alsoGood).singleElement().isInstanceOf(Reply.Assigned.class);
    assertThat(stored()).hasSize(3);
    assertThat(allocator.running()).isZero();
  }

  @Test
  @DisplayName("tries to take back what a failed ADD got until the store takes it")
  void rejectedTakeBack() {
    failTheAddAndItsTakeBack();
    List<Reply> failed = add(Requests.add(1, 1, RANGE, SECOND));
    settleWithoutTime();
    assertThat(failed).isEmpty();
    assertThat(stored()).containsExactly(Address.v4(0x0a000001));
    List<Reply> other = add(Requests.add(2, 2, RANGE));
    settleWithoutTime();
    assertThat(other).containsExactly(assigned(0x0a000002));
    store.heal();
    settle();
    assertThat(failed).singleElement().isInstanceOf(Reply.Unavailable.class);
    assertThat(stored()).containsExactly(Address.v4(0x0a000002));
    assertThat(allocator.running()).isZero();
  }

  @Test
  @DisplayName("answers no DEL while what its sandbox's failed ADD got may come back")
  void deleteWaitsForRejectedTakeBack() {
    failTheAddAndItsTakeBack();
    List<Reply> failed = add(Requests.add(1, 1, RANGE, SECOND));
    settleWithoutTime();
    List<Reply> delete = release(Requests.delete(1, 2));
    for (int i = 0; i < 5; i++) {
      loop.pass();
      settleWithoutTime();
    }
    assertThat(failed).singleElement().isInstanceOf(Reply.Unavailable.class);
    assertThat(delete).isEmpty();
    store.heal();
    settle();
    assertThat(delete).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(stored()).isEmpty();
  }

  @Test
  @DisplayName("ends a rejected DEL only when its other block has told, so that no later one errs")
  void rejectedDeleteOfTwoBlocks() {
    add(Requests.add(1, 1, RANGE, SECOND));
    settle();
    store.failNext(write -> write.id().equals(FIRST_BLOCK), Fault.REJECTED);
    store.failNext(write -> !write.id().equals(FIRST_BLOCK), Fault.CONFLICT);
    List<Reply> first = release(Requests.delete(1, 2));
    List<Reply> second = release(Requests.delete(1, 3));
    assertThat(store.waitingAnswers()).isEqualTo(2);
    answerOne();
    store.answer(1);
    loop.run();
    assertThat(first).as("the second block's write is on its way").isEmpty();
    settle();
    assertThat(first).singleElement().isInstanceOf(Reply.Unavailable.class);
    assertThat(second).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(stored()).isEmpty();
  }

  @Test
  @DisplayName("closes a block after an unknown outcome until a write of its own is confirmed")
  void unknownWithEffect() {
    store.failNext(Fault.UNKNOWN_WITH_EFFECT);
    List<Reply> replies = add(Requests.add(1, 1, RANGE));
    answerOne();
    List<Reply> meanwhile = add(Requests.add(2, 2, RANGE));
    assertThat(replies).isEmpty();
    assertThat(meanwhile).isEmpty();
    assertThat(allocator.outage()).contains("1 blocks");
    settle();
    assertThat(replies).containsExactly(assigned(0x0a000001));
    assertThat(meanwhile).containsExactly(assigned(0x0a000002));
    assertThat(allocator.outage()).isNull();
    BlockWrite.Put fence = (BlockWrite.Put) store.writes().get(1);
    assertThat(fence.writer()).startsWith("a#");
  }

  @Test
  @DisplayName("keeps out a write that lands long after its answer was lost")
  void unknownWithLateEffect() {
    store.failNext(Fault.UNKNOWN_WITH_LATE_EFFECT);
    List<Reply> replies = add(Requests.add(1, 1, RANGE));
    settle();
    assertThat(replies).containsExactly(assigned(0x0a000001));
    release(Requests.delete(1, 2));
    settle();
    store.landLate();
    List<Reply> next = add(Requests.add(2, 3, RANGE));
    settle();
    assertThat(next).containsExactly(assigned(0x0a000001));
    assertThat(stored()).containsExactly(Address.v4(0x0a000001));
  }

  @Test
  @DisplayName("goes on asking while the store cannot be read")
  void unreadable() {
    store.failNext(Fault.UNKNOWN_WITHOUT_EFFECT);
    store.failReads(5);
    List<Reply> replies = add(Requests.add(1, 1, RANGE));
    settle();
    assertThat(replies).containsExactly(assigned(0x0a000001));
  }

  @Test
  @DisplayName("takes back what it has written when the second range of an ADD is full")
  void allOrNothing() {
    add(Requests.add(8, 1, TINY));
    settle();
    Allocator other = allocator("b");
    lead(other);
    List<Reply> both = add(Requests.add(1, 2, RANGE, TINY));
    assertThat(store.waitingAnswers()).isEqualTo(2);
    store.dropAnswers();
    store.heal();
    assertThat(both).isEmpty();
    add(other, Requests.add(9, 1, TINY));
    settle();
    List<Reply> again = add(other, Requests.add(7, 3, RANGE, TINY));
    settle();
    assertThat(again).singleElement().isInstanceOf(Reply.PoolExhausted.class);
    assertThat(store.blocks())
        .flatExtracting(StoredBlock::entries)
        .noneMatch(entry -> entry.pod().name().equals("pod-7"));
  }

  @Test
  @DisplayName("takes back the first range's address when a conflict shows the second one full")
  void allOrNothingAfterAConflict() {
    Allocator other = allocator("b");
    lead(other);
    add(other, Requests.add(8, 1, TINY));
    settle();
    add(other, Requests.add(9, 2, TINY));
    settle();
    List<Reply> both = add(Requests.add(1, 2, RANGE, TINY));
    settle();
    assertThat(both).singleElement().isInstanceOf(Reply.PoolExhausted.class);
    assertThat(stored()).containsExactly(Address.v4(0x0a020001), Address.v4(0x0a020002));
    assertThat(store.block(FIRST_BLOCK)).isNull();
  }

  @Test
  @DisplayName("decides a sandbox's repeated ADDs again in the order in which they came")
  void repeatedAddsAfterAConflict() {
    List<Reply> last = new ArrayList<>();
    allocator.add(Requests.add(1, 1, RANGE), _ -> {});
    allocator.add(Requests.add(1, 2, RANGE), _ -> {});
    allocator.add(Requests.add(1, 3, RANGE, SECOND), last::add);
    store.failNext(Fault.CONFLICT);
    settle();
    assertThat(last).containsExactly(assigned(0x0a000001, 0x0a010001));
    assertThat(store.blocks())
        .flatExtracting(StoredBlock::entries)
        .allMatch(entry -> entry.holder().attempt().number() == 3)
        .hasSize(2);
  }

  @Test
  @DisplayName("answers a DEL only when an earlier DEL of the sandbox is written")
  void deleteWaitsForDelete() {
    add(Requests.add(1, 1, RANGE));
    settle();
    List<Reply> first = release(Requests.delete(1, 2));
    List<Reply> second = release(Requests.delete(1, 3));
    assertThat(first).isEmpty();
    assertThat(second).isEmpty();
    answerOne();
    assertThat(first).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(second).containsExactly(new Reply.Released(List.of()));
  }

  @Test
  @DisplayName("ends an ADD whose DEL comes while it runs, and holds nothing")
  void deleteEndsAdd() {
    List<Reply> add = add(Requests.add(1, 1, RANGE, SECOND));
    List<Reply> delete = release(Requests.delete(1, 2));
    assertThat(add).singleElement().isInstanceOf(Reply.Unavailable.class);
    settle();
    assertThat(delete).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(stored()).isEmpty();
    assertThat(allocator.running()).isZero();
  }

  @Test
  @DisplayName("ends an ADD that waits for a closed block")
  void deleteEndsParkedAdd() {
    store.failNext(Fault.UNKNOWN_WITHOUT_EFFECT);
    add(Requests.add(1, 1, RANGE));
    answerOne();
    List<Reply> parked = add(Requests.add(2, 2, RANGE));
    List<Reply> delete = release(Requests.delete(2, 3));
    assertThat(parked).singleElement().isInstanceOf(Reply.Unavailable.class);
    settle();
    assertThat(delete).singleElement().isInstanceOf(Reply.Released.class);
    assertThat(stored()).containsExactly(Address.v4(0x0a000001));
  }

  @Test
  @DisplayName("refuses to serve before it has loaded, and after it has resigned")
  void servesOnlyWhileLeading() {
    Allocator idle = allocator("b");
    assertThat(add(idle, Requests.add(1, 1, RANGE)))
        .singleElement()
        .isInstanceOf(Reply.Unavailable.class);
    List<Reply> running = add(Requests.add(2, 1, RANGE));
    allocator.resign();
    assertThat(running).singleElement().isInstanceOf(Reply.Unavailable.class);
    assertThat(add(Requests.add(3, 2, RANGE)))
        .singleElement()
        .isInstanceOf(Reply.Unavailable.class);
  }

  @Test
  @DisplayName("asks the store for nothing more when it has resigned, also to mend a block")
  void restsWhenResigned() {
    store.failEach(_ -> true, Fault.UNKNOWN_WITHOUT_EFFECT);
    add(Requests.add(1, 1, RANGE));
    allocator.resign();
    settleWithoutTime();
    assertThat(store.writes()).hasSize(1);
    assertThat(loop.pass()).isFalse();
  }

  @Test
  @DisplayName("removes a block when its last address is free, and starts it anew after that")
  void removesEmptyBlocks() {
    add(Requests.add(1, 1, RANGE));
    settle();
    assertThat(store.block(FIRST_BLOCK)).isNotNull();
    release(Requests.delete(1, 2));
    settle();
    assertThat(store.block(FIRST_BLOCK)).isNull();
    List<Reply> next = add(Requests.add(2, 3, RANGE));
    settle();
    assertThat(next).containsExactly(assigned(0x0a000001));
  }
}

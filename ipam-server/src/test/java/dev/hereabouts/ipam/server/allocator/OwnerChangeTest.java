package dev.hereabouts.ipam.server.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Fault;
import dev.hereabouts.ipam.core.store.InMemoryStore;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Changes of owners are told")
final class OwnerChangeTest {
  private static final RangeRequest RANGE = Requests.range(0x0a000000, 24);
  private static final BlockId BLOCK = BlockId.of("", Address.v4(0x0a000000));

  private final ManualLoop loop = new ManualLoop();
  private final InMemoryStore store = InMemoryStore.deferred();
  private final List<String> told = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();
  private long ids;
  private final Allocator allocator =
      new Allocator(
          loop, loop, store, () -> new OwnershipId(0, ++ids), "a", Pacing.NONE, new Told());

  /** Writes down what it hears. */
  private final class Told implements WriteListener {
    @Override
    public void ended(CommitOutcome outcome, int requests) {
      ends.add(outcome.getClass().getSimpleName() + " " + requests);
    }

    @Override
    public void confirmed(List<OwnerChange> changes) {
      for (OwnerChange change : changes) {
        String from = change.before() == null ? "" : " from " + change.before().containerId();
        told.add(
            change.action()
                + " "
                + change.entry().holder().containerId()
                + from
                + " "
                + change.reason());
      }
    }
  }

  @BeforeEach
  void lead() {
    allocator.lead(failure -> assertThat(failure).isNull());
    settle();
  }

  private void settle() {
    do {
      loop.run();
      store.answerAll();
      loop.run();
    } while (store.waitingAnswers() > 0 || loop.pass());
  }

  private void add(AddRequest request) {
    allocator.add(request, _ -> {});
    loop.run();
  }

  private void release(ReleaseRequest request) {
    allocator.release(request, _ -> {});
    settle();
  }

  private Entry only() {
    return Objects.requireNonNull(store.block(BLOCK)).entries().getFirst();
  }

  @Test
  @DisplayName("when their write is confirmed, not before")
  void confirmed() {
    add(Requests.add(1, 1, RANGE));
    assertThat(told).isEmpty();
    settle();
    assertThat(told).containsExactly("ASSIGNED container-1 ADD");
    assertThat(ends).containsExactly("Committed 1");
  }

  @Test
  @DisplayName("once: a retry tells nothing")
  void retry() {
    add(Requests.add(1, 1, RANGE));
    settle();
    add(Requests.add(1, 2, RANGE));
    settle();
    assertThat(told).containsExactly("ASSIGNED container-1 ADD");
  }

  @Test
  @DisplayName("with who held it before when a new sandbox takes over, and who frees it")
  void takenOver() {
    add(Requests.add(1, 1, RANGE));
    settle();
    add(Requests.add(1, "second", 2, RANGE));
    settle();
    release(new ReleaseRequest.Deleted("second", "net1", only().holder().attempt()));
    assertThat(told)
        .containsExactly(
            "ASSIGNED container-1 ADD",
            "TAKEN_OVER second from container-1 ADD",
            "RELEASED second DEL");
  }

  @Test
  @DisplayName("with the ADD that came to nothing as the reason when it gives back")
  void undone() {
    add(Requests.add(1, 1, RANGE));
    settle();
    add(Requests.add(1, "second", 2, RANGE));
    settle();
    release(new ReleaseRequest.Abandoned("second", "net1", only().holder().attempt()));
    release(Requests.abandon(1, 1));
    assertThat(told.subList(2, 4))
        .containsExactly(
            "TAKEN_OVER container-1 from second UNDONE_ADD", "RELEASED container-1 UNDONE_ADD");
  }

  @Test
  @DisplayName("as reclaimed when nobody sent a DEL, with who judged")
  void reclaimed() {
    add(Requests.add(1, 1, RANGE));
    settle();
    release(new ReleaseRequest.Reclaimed(List.of(ReleaseRequest.Claim.of(only())), "node"));
    add(Requests.add(2, 2, RANGE));
    settle();
    release(new ReleaseRequest.Reclaimed(List.of(ReleaseRequest.Claim.of(only()))));
    assertThat(told)
        .containsExactly(
            "ASSIGNED container-1 ADD",
            "RECLAIMED container-1 NODE",
            "ASSIGNED container-2 ADD",
            "RECLAIMED container-2 CLEANUP");
  }

  @Test
  @DisplayName("once and with its reason when the write's answer was lost and it had its effect")
  void unknown() {
    store.failNext(Fault.UNKNOWN_WITH_EFFECT);
    add(Requests.add(1, 1, RANGE));
    settle();
    assertThat(told).containsExactly("ASSIGNED container-1 ADD");
    assertThat(ends.subList(0, 2)).containsExactly("Unknown 1", "Committed 0");
  }

  @Test
  @DisplayName("not when the write was rejected")
  void rejected() {
    store.failEach(write -> write instanceof BlockWrite.Put, Fault.REJECTED);
    add(Requests.add(1, 1, RANGE));
    settle();
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("also when another has written the block, as done elsewhere")
  void elsewhere() {
    add(Requests.add(1, 1, RANGE));
    settle();
    StoredBlock block = Objects.requireNonNull(store.block(BLOCK));
    store.commit(new BlockWrite.Put(BLOCK, block.version(), "hand", List.of()), _ -> {});
    allocator.changedByAnother(BLOCK);
    settle();
    assertThat(told).containsExactly("ASSIGNED container-1 ADD", "RELEASED container-1 ELSEWHERE");
  }
}

package dev.hereabouts.ipam.server.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.store.Fault;
import dev.hereabouts.ipam.core.store.InMemoryStore;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A random history of one allocator, and another that writes in between. */
final class History {
  /** Three ranges in two blocks: the first two overlap, the third is in a block of its own. */
  private static final List<RangeRequest> RANGES =
      List.of(
          Requests.range(0x0a000000, 29),
          Requests.range(0x0a000000, 28),
          Requests.range(0x0a010000, 30));

  /** Something that happens. */
  sealed interface Step {
    /** An ADD of a pod's sandbox, of the ranges whose bits are set. */
    record Add(int pod, int sandbox, int ranges) implements Step {}

    record Delete(int pod, int sandbox) implements Step {}

    /** The last ADD of the pod came to nothing. */
    record Abandon(int pod) implements Step {}

    /** The store gives one of the answers that wait. */
    record Answer(int place) implements Step {}

    record Run() implements Step {}

    record Pass() implements Step {}

    /** A write arrives whose answer was lost long ago. */
    record Land() implements Step {}

    /** An allocator that believes to lead, too, gives an address. */
    record OtherLeader() implements Step {}

    record Fail(Fault fault) implements Step {}

    record FailRead() implements Step {}
  }

  /** An ADD and how it ended, if it did. */
  private record Asked(AddRequest request, List<Reply> replies) {}

  private final ManualLoop loop = new ManualLoop();
  private final InMemoryStore store = InMemoryStore.deferred();
  private final Map<Integer, Asked> lastAdd = new HashMap<>();
  private final List<Asked> adds = new ArrayList<>();
  private final Set<Attempt> undone = new HashSet<>();
  private final Map<String, Attempt> deleted = new HashMap<>();
  private final List<List<Reply>> releases = new ArrayList<>();

  /** The sandboxes of which a release was answered that it failed: it is to be repeated. */
  private final Set<String> unreleased = new HashSet<>();

  private final Pacing pacing;
  private final Allocator allocator;
  private long ids;
  private long calls;
  private int strangers;

  History(Pacing pacing) {
    this.pacing = pacing;
    allocator = leader("a");
  }

  private Allocator leader(String name) {
    store.failReads(0);
    Allocator leader =
        new Allocator(loop, loop, store, () -> new OwnershipId(0, ++ids), name, pacing);
    leader.lead(failure -> assertThat(failure).isNull());
    while (leader.role() != Role.LEADING) {
      loop.run();
      if (store.waitingAnswers() > 0) {
        store.answer(store.waitingAnswers() - 1);
      }
    }
    return leader;
  }

  void take(Step step) {
    switch (step) {
      case Step.Add(int pod, int sandbox, int ranges) -> add(pod, sandbox, ranges);
      case Step.Delete(int pod, int sandbox) -> delete(container(pod, sandbox));
      case Step.Abandon(int pod) -> abandon(pod);
      case Step.Answer(int place) -> {
        if (place < store.waitingAnswers()) {
          store.answer(place);
        }
      }
      case Step.Run() -> loop.run();
      case Step.Pass() -> loop.pass();
      case Step.Land() -> {
        if (store.lateWrites() > 0) {
          store.landLate();
        }
      }
      case Step.OtherLeader() -> otherLeader();
      case Step.Fail(Fault fault) -> store.failNext(fault);
      case Step.FailRead() -> store.failReads(1);
    }
  }

  private void add(int pod, int sandbox, int ranges) {
    List<RangeRequest> wanted = new ArrayList<>();
    for (int i = 0; i < RANGES.size(); i++) {
      if ((ranges & 1 << i) != 0) {
        wanted.add(RANGES.get(i));
      }
    }
    AddRequest request =
        Requests.add(pod, container(pod, sandbox), ++calls, wanted.toArray(new RangeRequest[0]));
    Asked asked = new Asked(request, new ArrayList<>());
    adds.add(asked);
    lastAdd.put(pod, asked);
    allocator.add(request, asked.replies()::add);
  }

  private void delete(String container) {
    Attempt arrival = new Attempt(1, ++calls);
    deleted.put(container, arrival);
    release(new ReleaseRequest.Deleted(container, "net1", arrival), container);
  }

  private void abandon(int pod) {
    Asked last = lastAdd.get(pod);
    if (last == null || !undone.add(last.request().holder().attempt())) {
      return;
    }
    Holder holder = last.request().holder();
    release(
        new ReleaseRequest.Abandoned(holder.containerId(), "net1", holder.attempt()),
        holder.containerId());
  }

  private void release(ReleaseRequest request, String container) {
    List<Reply> replies = new ArrayList<>();
    releases.add(replies);
    allocator.release(
        request,
        reply -> {
          replies.add(reply);
          if (reply instanceof Reply.Unavailable) {
            unreleased.add(container);
          }
        });
  }

  private void otherLeader() {
    Allocator other = leader("b");
    other.add(Requests.add(100 + ++strangers, 1, RANGES.getFirst()), _ -> {});
    loop.run();
  }

  private static String container(int pod, int sandbox) {
    return "container-" + pod + "-" + sandbox;
  }

  /** Lets the store be well and everything end. */
  void settle() {
    store.heal();
    for (int i = 0; i < 10_000; i++) {
      loop.run();
      if (store.waitingAnswers() > 0) {
        store.answer(0);
      } else if (store.lateWrites() > 0) {
        store.landLate();
      } else if (!loop.pass()) {
        return;
      }
    }
    throw new AssertionError("does not come to rest");
  }

  void check() {
    assertThat(allocator.running()).as("calls that never end").isZero();
    assertThat(adds).as("each ADD is answered once").allMatch(add -> add.replies().size() == 1);
    assertThat(releases).as("each release is answered once").allMatch(list -> list.size() == 1);
    List<Entry> stored =
        store.blocks().stream().map(StoredBlock::entries).flatMap(List::stream).toList();
    assertThat(stored.stream().map(Entry::address).toList()).doesNotHaveDuplicates();
    checkLedger(stored);
    adds.forEach(add -> check(add, stored));
    checkDeleted(stored);
  }

  /** The other leader's writes are unknown to ours until they are in its way. */
  private void checkLedger(List<Entry> stored) {
    assertThat(allocator.ledger().entries().filter(History::isOurs).toList())
        .containsExactlyInAnyOrderElementsOf(stored.stream().filter(History::isOurs).toList());
  }

  private static boolean isOurs(Entry entry) {
    return entry.pod().name().compareTo("pod-100") < 0;
  }

  private void check(Asked add, List<Entry> stored) {
    Attempt attempt = add.request().holder().attempt();
    List<Address> held =
        stored.stream()
            .filter(entry -> entry.holder().attempt().equals(attempt))
            .filter(entry -> entry.pod().equals(add.request().pod()))
            .map(Entry::address)
            .toList();
    Reply reply = add.replies().getFirst();
    if (reply instanceof Reply.Assigned(List<Reply.AssignedAddress> addresses)) {
      List<Address> given = addresses.stream().map(Reply.AssignedAddress::address).toList();
      assertThat(given).doesNotHaveDuplicates();
      if (isLastWord(add)) {
        assertThat(held).as("held by %s", add).containsExactlyInAnyOrderElementsOf(given);
      }
    } else if (!unreleased.contains(add.request().holder().containerId())) {
      assertThat(held).as("a failed ADD holds nothing: %s", add).isEmpty();
    }
  }

  private boolean isLastWord(Asked add) {
    String container = add.request().holder().containerId();
    Attempt attempt = add.request().holder().attempt();
    Attempt deletion = deleted.get(container);
    return lastAdd.containsValue(add)
        && !undone.contains(attempt)
        && (deletion == null || deletion.compareTo(attempt) < 0);
  }

  private void checkDeleted(List<Entry> stored) {
    for (Entry entry : stored) {
      Attempt deletion = deleted.get(entry.holder().containerId());
      if (unreleased.contains(entry.holder().containerId())) {
        continue;
      }
      assertThat(deletion == null || deletion.compareTo(entry.holder().attempt()) < 0)
          .as("deleted at %s but held: %s", deletion, entry)
          .isTrue();
    }
  }
}

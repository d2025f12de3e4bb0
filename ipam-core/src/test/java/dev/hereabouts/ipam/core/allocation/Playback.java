package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.allocation.Networks.plus;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Networks.Network;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Plays actions on a ledger and on the naive allocator, and compares them after every step. */
final class Playback {
  private final List<Network> networks;
  private final Set<PoolId> pools;
  private final NaiveAllocator naive = new NaiveAllocator();
  private final List<AddRequest> adds = new ArrayList<>();
  private final Set<String> pods = new HashSet<>();
  private final Set<String> containers = new HashSet<>();
  private final List<Entry> written = new ArrayList<>();
  private Ledger ledger = new Ledger();
  private int attempts = 5;
  private long drawn;

  Playback(List<Network> networks) {
    this.networks = networks;
    this.pools =
        networks.stream()
            .flatMap(network ->
                network.ranges().stream().map(range -> new PoolId(network.space(), range.cidr())))
            .collect(toSet());
  }

  void play(Action action) {
    switch (action) {
      case Action.Add add -> add(request(add));
      case Action.AddInVain(Action.Caller caller, int network) -> addInVain(caller, network);
      case Action.Delete(Action.Caller caller, int late) -> {
        Attempt arrival = new Attempt(1, ++attempts - late);
        release(new ReleaseRequest.Deleted(caller.container(), caller.ifName(), arrival));
      }
      case Action.Abandon(int ago) -> {
        if (ago < adds.size()) {
          release(abandonmentOf(adds.get(adds.size() - 1 - ago)));
        }
      }
      case Action.Reclaim(List<Integer> ago) ->
          release(
              new ReleaseRequest.Reclaimed(
                  ago.stream()
                      .filter(writes -> writes < written.size())
                      .map(writes -> written.get(written.size() - 1 - writes))
                      .map(ReleaseRequest.Claim::of)
                      .toList()));
      case Action.Restart() -> restart();
    }
    assertThat(entries()).as("what is held").isEqualTo(byId(naive.entries()));
    LedgerInvariants.check(ledger, pools);
    LedgerInvariants.checkIndexes(ledger, pods, containers);
  }

  private void add(AddRequest request) {
    adds.add(request);
    pods.add(request.pod().identity());
    containers.add(request.holder().containerId());
    Map<OwnershipId, Entry> before = entries();
    Decision decision = decide(request);
    assertThat(entries()).as("deciding alters nothing").isEqualTo(before);

    NaiveAllocator.Answer expected = naive.add(request);
    switch (decision.reply()) {
      case Reply.Assigned(List<Reply.AssignedAddress> addresses) -> {
        assertThat(addresses)
            .extracting(Reply.AssignedAddress::address)
            .isEqualTo(expected.addresses())
            .doesNotHaveDuplicates();
        checkNew(request, decision);
        apply(decision);
        checkRetry(request, decision);
      }
      case Reply.Refused refused -> {
        assertThat(refused.getClass()).isEqualTo(expected.refusal());
        assertThat(decision.changes()).isEmpty();
        assertThat(decision.restsOn()).isEmpty();
      }
      case Reply.Released released -> throw new AssertionError(released.toString());
    }
  }

  private void addInVain(Action.Caller caller, int network) {
    Map<OwnershipId, Entry> before = withoutMemory();
    AddRequest request = request(new Action.Add(caller, network, 0, false, null));
    add(request);
    release(abandonmentOf(request));
    assertThat(withoutMemory()).as("as before the ADD").isEqualTo(before);
  }

  private void release(ReleaseRequest request) {
    Map<OwnershipId, Entry> before = entries();
    Decision decision = new Decider(ledger, this::newId).decide(request);
    switch (request) {
      case ReleaseRequest.Deleted deleted -> naive.delete(deleted);
      case ReleaseRequest.Abandoned abandoned -> naive.abandon(abandoned);
      case ReleaseRequest.Reclaimed reclaimed -> naive.reclaim(reclaimed.claims());
    }
    apply(decision);
    Set<OwnershipId> gone = new HashSet<>(before.keySet());
    gone.removeAll(entries().keySet());
    assertThat(decision.reply()).isInstanceOf(Reply.Released.class);
    assertThat(((Reply.Released) decision.reply()).entries())
        .extracting(Entry::id)
        .containsExactlyInAnyOrderElementsOf(gone);
    Decision again = new Decider(ledger, this::newId).decide(request);
    assertThat(again.changes()).as("a release that is repeated").isEmpty();
  }

  /** Applies the changes, takes them back, and applies them again. */
  private void apply(Decision decision) {
    Map<OwnershipId, Entry> before = entries();
    List<Change.OfEntry> ofEntries = new ArrayList<>();
    for (Change change : decision.changes()) {
      ledger.apply(change);
      if (change instanceof Change.OfEntry ofEntry) {
        assertThat(decision.restsOn()).contains(ofEntry.block());
        ofEntries.add(ofEntry);
      }
    }
    ofEntries.reversed().forEach(change -> ledger.apply(change.inverse()));
    assertThat(entries()).as("changes taken back").isEqualTo(before);
    ofEntries.forEach(ledger::apply);
    for (Change.OfEntry change : ofEntries) {
      if (change.after() != null) {
        written.add(change.after());
      }
    }
  }

  private void checkNew(AddRequest request, Decision decision) {
    for (Change change : decision.changes()) {
      if (change instanceof Change.OfEntry(var before, var after)
          && before == null
          && after != null
          && after.kind() != Kind.SHARED) {
        assertThat(request.ranges())
            .as("ranges that may give " + after)
            .anyMatch(range ->
                range.cidr().equals(after.pool().cidr())
                    && (after.address().equals(range.requested())
                        || range.window().contains(after.address()))
                    && NaiveAllocator.allowed(range, after.address()));
      }
    }
  }

  private void checkRetry(AddRequest request, Decision first) {
    Decision again = decide(request);
    assertThat(again.reply()).as("the answer to a retry").isEqualTo(first.reply());
    assertThat(again.changes()).as("what a retry changes").isEmpty();
    assertThat(again.restsOn())
        .isEqualTo(first.restsOn())
        .isEqualTo(
            ((Reply.Assigned) first.reply())
                .addresses().stream()
                    .map(address -> BlockId.of(request.space(), address.address()))
                    .collect(toSet()));
  }

  private Decision decide(AddRequest request) {
    drawn = naive.owners();
    return new Decider(ledger, this::newId).decide(request);
  }

  private OwnershipId newId() {
    return new OwnershipId(0, ++drawn);
  }

  private void restart() {
    Map<BlockId, List<Entry>> blocks = new HashMap<>();
    ledger
        .entries()
        .forEach(entry -> blocks.computeIfAbsent(entry.block(), _ -> new ArrayList<>()).add(entry));
    Ledger next = new Ledger();
    blocks.forEach((block, entries) -> next.replaceBlock(block, entries.reversed()));
    ledger.pools().forEach(pool -> next.apply(new Change.OfPool(pool)));
    ledger = next;
  }

  private AddRequest request(Action.Add add) {
    Network network = networks.get(add.network() % networks.size());
    Action.Caller caller = add.caller();
    List<RangeRequest> ranges = new ArrayList<>(network.ranges());
    if (add.wanted() != null) {
      ranges.set(0, Ranges.requesting(ranges.getFirst(), wanted(ranges.getFirst(), add.wanted())));
    }
    return new AddRequest(
        caller.pod(),
        caller.ifName(),
        new Holder(
            caller.container(),
            caller.node(),
            "/netns",
            1,
            new Attempt(1, ++attempts - add.late())),
        add.retired(),
        "macvlan",
        network.space(),
        ranges,
        network.statics(),
        0);
  }

  private static Address wanted(RangeRequest range, int choice) {
    return switch (choice) {
      case 0 -> range.cidr().network();
      case 1 -> range.cidr().last();
      case 2 -> range.window().last();
      default -> {
        Address near = plus(range.window().first(), choice - 3);
        yield range.cidr().contains(near) ? near : range.window().first();
      }
    };
  }

  private static ReleaseRequest.Abandoned abandonmentOf(AddRequest request) {
    return new ReleaseRequest.Abandoned(
        request.holder().containerId(), request.ifName(), request.holder().attempt());
  }

  private Map<OwnershipId, Entry> entries() {
    return byId(ledger.entries().toList());
  }

  private static Map<OwnershipId, Entry> byId(List<Entry> entries) {
    return entries.stream().collect(toMap(Entry::id, Function.identity()));
  }

  /** The entries but for who held them before. */
  private Map<OwnershipId, Entry> withoutMemory() {
    return byId(
        ledger.entries().map(entry -> NaiveAllocator.heldBy(entry, entry.holder(), null)).toList());
  }
}

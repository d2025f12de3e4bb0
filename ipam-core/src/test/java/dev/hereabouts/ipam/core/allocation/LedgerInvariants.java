package dev.hereabouts.ipam.core.allocation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** What holds in every ledger at every moment, derived anew from nothing but its entries. */
final class LedgerInvariants {
  private final Ledger ledger;
  private final List<Entry> entries;

  /** Every held address of either space and its neighbours. */
  private final Set<Address> addresses;

  private LedgerInvariants(Ledger ledger) {
    this.ledger = ledger;
    this.entries = ledger.entries().toList();
    this.addresses = interesting(entries);
  }

  /** Checks the promises and every index. */
  static void check(Ledger ledger) {
    check(ledger, Set.of());
  }

  /** Checks these pools too, which need not have an entry. */
  static void check(Ledger ledger, Set<PoolId> morePools) {
    LedgerInvariants invariants = new LedgerInvariants(ledger);
    invariants.checkOwners();
    invariants.checkIndexes();
    invariants.checkPools(morePools);
  }

  /** Checks that these pods and containers, which may have had entries, have none left over. */
  static void checkIndexes(Ledger ledger, Set<String> pods, Set<String> containers) {
    new LedgerInvariants(ledger).checkIndexes(pods, containers);
  }

  private void checkOwners() {
    assertThat(count(Entry::id)).as("ownership IDs of %s", entries).isEqualTo(entries.size());
    assertThat(count(Entry::owner)).as("owners of %s", entries).isEqualTo(entries.size());
    entries.stream()
        .collect(groupingBy(entry -> Map.entry(entry.pool().space(), entry.address())))
        .values()
        .forEach(LedgerInvariants::checkOwnersOfOneAddress);
  }

  private static void checkOwnersOfOneAddress(List<Entry> holders) {
    if (holders.stream().anyMatch(LedgerInvariants::wasImported)) {
      return; // another program may have given an address twice
    }
    List<Entry> dynamic = holders.stream().filter(entry -> entry.kind() != Kind.SHARED).toList();
    assertThat(dynamic.stream().filter(entry -> entry.kind() == Kind.ORDINARY).count())
        .as("ordinary owners in %s", holders)
        .isLessThan(2);
    assertThat(dynamic.stream().map(Entry::pool).distinct().count())
        .as("pools of %s", holders)
        .isEqualTo(dynamic.size());
    assertThat(dynamic.stream().map(entry -> entry.pod().identity()).distinct().count())
        .as("pods of %s", holders)
        .isEqualTo(dynamic.size());
    assertThat(dynamic.isEmpty() || dynamic.size() == holders.size())
        .as("dynamic beside static owners in %s", holders)
        .isTrue();
  }

  private static boolean wasImported(Entry entry) {
    return entry.isImported()
        || (entry.replaced() != null && entry.replaced().attempt().equals(Attempt.IMPORTED));
  }

  private long count(Function<Entry, ?> part) {
    return entries.stream().map(part).distinct().count();
  }

  private void checkIndexes() {
    assertThat(ledger.size()).isEqualTo(entries.size());
    entries.stream().collect(groupingBy(Entry::block)).forEach(this::checkBlock);
    Set<String> pods = new HashSet<>();
    Set<String> containers = new HashSet<>();
    for (Entry entry : entries) {
      pods.add(entry.pod().identity());
      containers.addAll(containersOf(entry));
    }
    checkIndexes(pods, containers);
  }

  private void checkIndexes(Set<String> pods, Set<String> containers) {
    for (String pod : pods) {
      checkIndex(ledger.entriesOfPod(pod), entry -> entry.pod().identity().equals(pod));
    }
    for (String container : containers) {
      checkIndex(
          ledger.entriesOfContainer(container), entry -> containersOf(entry).contains(container));
    }
  }

  private void checkBlock(BlockId block, List<Entry> expected) {
    List<Entry> actual = ledger.entries(block);
    checkIndex(actual, entry -> entry.block().equals(block));
    for (int i = 1; i < actual.size(); i++) {
      assertThat(actual.get(i - 1).address()).isLessThanOrEqualTo(actual.get(i).address());
    }
    for (Entry entry : expected) {
      assertThat(ledger.has(entry)).isTrue();
      checkIndex(
          ledger.entriesAt(block.space(), entry.address()),
          other ->
              other.address().equals(entry.address())
                  && other.pool().space().equals(block.space()));
    }
  }

  private void checkIndex(List<Entry> actual, Predicate<Entry> condition) {
    Map<OwnershipId, Entry> found = actual.stream().collect(toMap(Entry::id, Function.identity()));
    Map<OwnershipId, Entry> expected =
        entries.stream().filter(condition).collect(toMap(Entry::id, Function.identity()));
    assertThat(found).isEqualTo(expected);
  }

  private static Set<String> containersOf(Entry entry) {
    Set<String> containers = new HashSet<>();
    containers.add(entry.holder().containerId());
    if (entry.replaced() != null) {
      containers.add(entry.replaced().containerId());
    }
    return containers;
  }

  private void checkPools(Set<PoolId> more) {
    Set<PoolId> pools = new HashSet<>(more);
    entries.forEach(entry -> pools.add(entry.pool()));
    ledger.pools().forEach(pool -> pools.add(pool.id()));
    for (PoolId pool : pools) {
      checkClosed(pool, false);
      checkClosed(pool, true);
    }
    ledger.pools().forEach(this::checkUse);
  }

  private void checkClosed(PoolId pool, boolean solo) {
    Set<Address> closed = closedTo(pool, solo);
    AddressSet answer = ledger.closedTo(pool, solo);
    for (Address address : addresses) {
      if (pool.cidr().contains(address)) {
        assertThat(answer.contains(address))
            .as("%s closed to %s %s", address, solo ? "solo" : "ordinary", pool)
            .isEqualTo(closed.contains(address));
      }
    }
  }

  private static Set<Address> interesting(List<Entry> entries) {
    Set<Address> addresses = new HashSet<>();
    for (Entry entry : entries) {
      Address address = entry.address();
      addresses.add(address);
      if (!address.isLowest()) {
        addresses.add(address.previous());
      }
      if (!address.isHighest()) {
        addresses.add(address.next());
      }
    }
    return addresses;
  }

  private Set<Address> closedTo(PoolId pool, boolean solo) {
    Set<Address> closed = new HashSet<>();
    for (Entry entry : entries) {
      boolean closes =
          switch (entry.kind()) {
            case SHARED -> true;
            case ORDINARY -> !solo || entry.pool().equals(pool);
            case SOLO -> entry.pool().equals(pool);
          };
      if (closes && entry.pool().space().equals(pool.space())) {
        closed.add(entry.address());
      }
    }
    return closed;
  }

  private void checkUse(Pool pool) {
    PoolUse use = ledger.use(pool);
    long own =
        entries.stream()
            .filter(entry -> entry.kind() != Kind.SHARED && entry.pool().equals(pool.id()))
            .count();
    long closed =
        closedTo(pool.id(), false).stream().filter(address -> gives(pool, address)).count();
    assertThat(use.used()).isEqualTo(own);
    assertThat(use.closed()).isEqualTo(closed);
    assertThat(use.size()).isEqualTo(pool.givable().size());
    assertThat(use.free()).isEqualTo(use.size().subtract(BigInteger.valueOf(closed)));
  }

  private static boolean gives(Pool pool, Address address) {
    return pool.offers().stream()
        .anyMatch(offer ->
            offer.window().contains(address)
                && !address.equals(offer.gateway())
                && offer.excludes().stream().noneMatch(interval -> interval.contains(address)));
  }
}

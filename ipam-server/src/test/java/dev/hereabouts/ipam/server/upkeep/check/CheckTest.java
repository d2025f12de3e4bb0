package dev.hereabouts.ipam.server.upkeep.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.upkeep.Held;
import dev.hereabouts.ipam.server.upkeep.KnownPods;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each finding on a picture that has nothing else wrong. */
class CheckTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");
  private static final String NAME = "10-0-0-0-26";
  private static final PoolId NARROW = new PoolId("", Cidr.of(Held.POOL.cidr().network(), 28));
  private static final Entry WEB = Held.by("web", 1);

  private final List<SeenBlock> blocks = new ArrayList<>();
  private final List<SeenPool> pools = new ArrayList<>(List.of(pool(Held.POOL, "1")));
  private final List<KnownPod> pods = new ArrayList<>(List.of(Held.pod("web", "uid-web")));
  private SeenLeader leader = new SeenLeader("a", NOW, 3, "a", "10.9.9.9:8443");
  private Picture.@Nullable AgentRecord agent;

  @Test
  @DisplayName("nothing is found where all fits")
  void allFits() {
    blocks.add(block(WEB));

    assertThat(Check.findings(picture())).isEmpty();
  }

  @Test
  @DisplayName("two ordinary owners of an address are an error; solo and shared ones may share it")
  void addressTwice() {
    pods.add(Held.pod("rival", "uid-rival"));
    blocks.add(block(WEB, Held.by("rival", 1)));
    pools.set(0, pool(Held.POOL, "2"));
    assertThat(found())
        .containsExactly(
            "address-twice Address 10.0.0.1: is held by shop/web net1 and by shop/rival net1");

    blocks.set(0, block(WEB, Held.by("rival", 1, "worker-1", Kind.SHARED, Held.POOL)));
    pools.set(0, pool(Held.POOL, "1"));
    assertThat(found()).isEmpty();

    blocks.set(0, block(solo("web", Held.POOL), solo("rival", Held.POOL)));
    pools.set(0, pool(Held.POOL, "2"));
    assertThat(found())
        .containsExactly(
            "address-twice Address 10.0.0.1: is held by shop/web net1 and by shop/rival net1");

    Entry shared = Held.by("rival", 1, "worker-1", Kind.SHARED, Held.POOL);
    blocks.set(0, block(solo("web", Held.POOL), shared));
    pools.set(0, pool(Held.POOL, "1"));
    assertThat(found()).isEmpty();

    blocks.set(0, block(solo("web", Held.POOL), solo("rival", NARROW)));
    pools.add(pool(NARROW, "1"));
    assertThat(found()).isEmpty();
  }

  @Test
  @DisplayName("one owner with two addresses is a warning, two interfaces are none")
  void sameOwnerTwice() {
    blocks.add(block(WEB, Held.by("web", 2)));
    pools.set(0, pool(Held.POOL, "2"));
    assertThat(found())
        .containsExactly(
            "same-owner-twice Address 10.0.0.2: is held by shop/web net1, which has 10.0.0.1"
                + " already");
  }

  @Test
  @DisplayName("entries of absent pods are leaks, as long as the same sandbox has them")
  void leak() {
    blocks.add(block(WEB));
    pods.clear();
    assertThat(found())
        .containsExactly("leak Address 10.0.0.1: is held by shop/web net1: its pod is gone");

    List<Finding> first = Check.findings(picture());
    assertThat(Check.needSecondLook(first)).isTrue();
    assertThat(Check.lasting(first, Check.findings(picture()))).hasSize(1);
    blocks.set(0, block(Held.takenOver(WEB, "c-next")));
    assertThat(Check.lasting(first, Check.findings(picture()))).isEmpty();
  }

  @Test
  @DisplayName(
      "a node that is not there is found by the addresses of the pods that still are; nobody's node"
          + " is none")
  void nodeGone() {
    blocks.add(
        block(
            Held.by("web", 1, "worker-9", Kind.ORDINARY, Held.POOL),
            Held.by("gone", 2, "worker-9", Kind.ORDINARY, Held.POOL),
            Held.by("web2", 3, "_whereabouts", Kind.ORDINARY, Held.POOL),
            Held.by("web3", 4, "", Kind.ORDINARY, Held.POOL)));
    pods.add(Held.pod("web2", "uid-web2"));
    pods.add(Held.pod("web3", "uid-web3"));
    pools.set(0, pool(Held.POOL, "4"));
    assertThat(found())
        .containsExactly(
            "leak Address 10.0.0.2: is held by shop/gone net1: its pod is gone",
            "node-gone Node worker-9: is not there, and pods on it hold 1 address");
  }

  @Test
  @DisplayName(
      "entries of no pool are found, and the pool is made from them; static ones need none")
  void noPool() {
    blocks.add(block(WEB, Held.by("web", 9, "worker-1", Kind.SHARED, NARROW)));
    pools.clear();

    List<Finding> findings = Check.findings(picture());
    assertThat(found())
        .containsExactly(
            "no-pool HereaboutsPool 10.0.0.0/24: is not there, and 1 entry is of this range");
    assertThat(findings.getFirst().repair())
        .isEqualTo(
            new Repair.MakePool(new Pool(Held.POOL, List.of(), List.of("web"), 1_000_000, "")));

    pools.add(new SeenPool("mine", "u", "", "10.0.0.0/24", "", null, null, "no JSON"));
    assertThat(Check.findings(picture()).get(1).repair())
        .as("the pool may be the one that is not understood")
        .isNull();
  }

  @Test
  @DisplayName("numbers that stay wrong are found, those that move are not")
  void numbers() {
    blocks.add(block(WEB));
    pools.set(0, pool(Held.POOL, "7"));
    assertThat(found())
        .containsExactly(
            "pool-numbers HereaboutsPool pool-10.0.0.0/24: says that 7 are used, and the blocks"
                + " have 1 entry");

    List<Finding> first = Check.findings(picture());
    pools.set(0, pool(Held.POOL, "6"));
    assertThat(Check.lasting(first, Check.findings(picture()))).isEmpty();
    pools.set(0, pool(Held.POOL, ""));
    assertThat(found()).as("nobody has written any yet").isEmpty();
  }

  @Test
  @DisplayName("numbers are not compared while a block is not understood")
  void numbersOfUnreadable() {
    blocks.add(unreadable());

    assertThat(found())
        .containsExactly(
            "unreadable-block HereaboutsBlock " + NAME + ": is not understood: no entry");
  }

  @Test
  @DisplayName(
      "pools that overlap with solo entries in one and ordinary ones in the other are found")
  void policies() {
    blocks.add(block(WEB, Held.by("web", 2, "worker-1", Kind.SOLO, NARROW)));
    pools.add(pool(NARROW, "1"));
    assertThat(found())
        .containsExactly(
            "policies-differ HereaboutsPool 10.0.0.0/28: overlaps 10.0.0.0/24, and only one of them"
                + " has enable_overlapping_ranges: false");
  }

  @Test
  @DisplayName("one pool with entries of both policies is found")
  void policiesInOnePool() {
    pods.add(Held.pod("other", "uid-other"));
    blocks.add(block(WEB, Held.by("other", 2, "worker-1", Kind.SOLO, Held.POOL)));
    pools.set(0, pool(Held.POOL, "2"));
    assertThat(found())
        .containsExactly(
            "policies-differ HereaboutsPool 10.0.0.0/24: has entries of networks with"
                + " enable_overlapping_ranges and of others without");
  }

  @Test
  @DisplayName("a block that should have another name is found, and not once more as unreadable")
  void misplaced() {
    blocks.add(
        new SeenBlock("by-hand", NAME, "7", true, false, "", "10.0.0.0/26", 1, null, "named"));
    assertThat(found())
        .containsExactly(
            "misplaced-block HereaboutsBlock by-hand: should be named "
                + NAME
                + " by its space and cidr");
  }

  @Test
  @DisplayName(
      "a block with entries and without finalizer is found, and is written once more as it is")
  void noFinalizer() {
    SeenBlock right = block(WEB);
    blocks.add(
        new SeenBlock(NAME, NAME, "7", false, false, "", "10.0.0.0/26", 1, right.block(), ""));
    assertThat(found())
        .containsExactly(
            "no-finalizer HereaboutsBlock "
                + NAME
                + ": has entries and no finalizer: a kubectl delete would lose them");
    assertThat(Check.findings(picture()).getFirst().repair())
        .isEqualTo(
            new Repair.WriteBlock(
                new BlockWrite.Put(Held.BLOCK, new Version("7"), "check", List.of(WEB))));

    blocks.set(
        0, new SeenBlock(NAME, NAME, "7", false, true, "", "10.0.0.0/26", 1, right.block(), ""));
    assertThat(Check.findings(picture()).getFirst().repair())
        .as("none is put on what is being deleted")
        .isNull();
  }

  @Test
  @DisplayName("a block that stays empty is found, and is removed at the version that was seen")
  void emptyBlock() {
    blocks.add(block());
    pools.set(0, pool(Held.POOL, "0"));
    assertThat(found())
        .containsExactly(
            "empty-block HereaboutsBlock " + NAME + ": has no entry, and was not removed");
    assertThat(Check.findings(picture()).getFirst().repair())
        .isEqualTo(new Repair.WriteBlock(new BlockWrite.Remove(Held.BLOCK, new Version("7"))));

    StoredBlock block = blocks.getFirst().block();
    blocks.set(0, new SeenBlock(NAME, NAME, "7", false, false, "", "10.0.0.0/26", 0, block, ""));
    assertThat(Check.findings(picture()))
        .as("it needs no finalizer")
        .extracting(Finding::code)
        .containsExactly(Code.EMPTY_BLOCK);
  }

  @Test
  @DisplayName("no leader is found: no lease, none who holds it, one who does not renew it")
  void noLeader() {
    blocks.add(block(WEB));
    leader = new SeenLeader(null, null, 0, null, "");
    assertThat(found())
        .containsExactly(
            "no-leader Lease hereabouts-allocator: is not there: no allocator ever led");
    leader = new SeenLeader("", NOW, 3, "a", "h:1");
    assertThat(found())
        .containsExactly(
            "no-leader Lease hereabouts-allocator: is held by nobody: no allocator leads");
    leader = new SeenLeader("a", NOW.minusSeconds(60), 3, "a", "h:1");
    assertThat(found())
        .containsExactly(
            "no-leader Lease hereabouts-allocator: is held by a, which does not renew it: no"
                + " allocator leads");
    List<Finding> first = Check.findings(picture());
    leader = new SeenLeader("a", NOW.minusSeconds(59), 3, "a", "h:1");
    assertThat(Check.lasting(first, Check.findings(picture())))
        .as("its clock differs from ours, and it renews the lease")
        .isEmpty();
  }

  @Test
  @DisplayName("a leader's record that is missing, another's, or says no place is found")
  void leaderRecord() {
    blocks.add(block(WEB));
    leader = new SeenLeader("a", NOW, 3, null, "");
    assertThat(found())
        .containsExactly(
            "leader-record ConfigMap hereabouts-allocator: is not there, though a leads");
    leader = new SeenLeader("a", NOW, 3, "b", "h:1");
    assertThat(found())
        .containsExactly("leader-record ConfigMap hereabouts-allocator: names b, though a leads");
    leader = new SeenLeader("a", NOW, 3, "a", "");
    assertThat(found())
        .containsExactly("leader-record ConfigMap hereabouts-allocator: does not say where a is");
  }

  @Test
  @DisplayName("what an agent lacks and what it has too much is found, by owner and sandbox")
  void agent() {
    Entry elsewhere = Held.by("web2", 2, "worker-2", Kind.ORDINARY, Held.POOL);
    pods.add(Held.pod("web2", "uid-web2"));
    pools.set(0, pool(Held.POOL, "2"));
    blocks.add(block(WEB, elsewhere));
    agent = new Picture.AgentRecord("worker-1", List.of(WEB));
    assertThat(found()).isEmpty();

    agent = new Picture.AgentRecord("worker-1", List.of(Held.takenOver(WEB, "c-before")));
    assertThat(found())
        .containsExactly(
            "agent-misses Address 10.0.0.1: is held by shop/web net1; the agent of worker-1 does"
                + " not know of it",
            "agent-holds Address 10.0.0.1: is held by shop/web net1; the agent of worker-1 has it,"
                + " no block has");
  }

  @Test
  @DisplayName("errors come first")
  void order() {
    blocks.add(block(WEB));
    blocks.add(unreadable());
    pods.clear();
    leader = new SeenLeader("", NOW, 3, "a", "h:1");
    assertThat(Check.findings(picture()))
        .extracting(Finding::code)
        .containsExactly(Code.UNREADABLE_BLOCK, Code.NO_LEADER, Code.LEAK);
  }

  private static Entry solo(String pod, PoolId pool) {
    return Held.by(pod, 1, "worker-1", Kind.SOLO, pool);
  }

  private static SeenPool pool(PoolId id, String used) {
    Pool pool = new Pool(id, List.of(), List.of(), 0, "");
    return new SeenPool("pool-" + name(id), "u", id.space(), name(id), used, null, pool, "");
  }

  private static String name(PoolId id) {
    return AddressText.format(id.cidr());
  }

  private static SeenBlock unreadable() {
    return new SeenBlock(NAME, NAME, "7", true, false, "", "10.0.0.0/26", 1, null, "no entry");
  }

  private static SeenBlock block(Entry... entries) {
    BlockId id = Held.BLOCK;
    StoredBlock block = new StoredBlock(id, new Version("7"), "w", List.of(entries));
    return new SeenBlock(
        NAME, NAME, "7", true, false, "", "10.0.0.0/26", entries.length, block, "");
  }

  private Picture picture() {
    return new Picture(
        pools,
        blocks,
        new KnownPods(pods, List.of()),
        Set.of("worker-1", "worker-2"),
        leader,
        agent,
        NOW);
  }

  private List<String> found() {
    return Check.findings(picture()).stream()
        .map(
            each -> each.code().word() + " " + each.kind() + " " + each.name() + ": " + each.text())
        .toList();
  }
}

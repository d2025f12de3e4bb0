package dev.hereabouts.ipam.server.upkeep.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which findings count at the first look, and which only when they are there at a second. */
class SecondLookTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");
  private static final PoolId NARROW = new PoolId("", Cidr.of(Held.POOL.cidr().network(), 28));
  private static final Entry WEB = Held.by("web", 1);

  private final List<SeenBlock> blocks = new ArrayList<>();
  private final List<SeenPool> pools = new ArrayList<>();
  private final List<KnownPod> pods = new ArrayList<>(List.of(Held.pod("web", "uid-web")));
  private SeenLeader leader = new SeenLeader("a", NOW, 3, "a", "h:1");
  private Picture.@Nullable AgentRecord agent;

  /** Makes almost everything wrong. */
  private void breakAll() {
    Stream.of("rival", "far", "solo").forEach(name -> pods.add(Held.pod(name, "uid-" + name)));
    blocks.add(
        block(
            "7",
            false,
            WEB,
            Held.by("rival", 1),
            Held.by("web", 2),
            Held.by("gone", 3),
            Held.by("far", 4, "worker-9", Kind.ORDINARY, Held.POOL),
            Held.by("solo", 5, "worker-1", Kind.SOLO, Held.POOL),
            Held.by("narrow", 6, "worker-1", Kind.ORDINARY, NARROW)));
    blocks.add(empty("7"));
    pools.add(pool("77"));
    leader = new SeenLeader("a", NOW, 3, "b", "h:1");
    agent = new Picture.AgentRecord("worker-1", List.of(Held.takenOver(WEB, "c-before")));
  }

  @Test
  @DisplayName("what others may be about to put right counts only when it was there before")
  void overInAMoment() {
    breakAll();
    List<Finding> all = Check.findings(picture());

    assertThat(codes(all)).hasSize(12);
    assertThat(codes(Check.lasting(List.of(), all)))
        .containsExactlyInAnyOrder(Code.ADDRESS_TWICE, Code.SAME_OWNER_TWICE, Code.POLICIES_DIFFER);
    assertThat(Check.lasting(all, all)).isEqualTo(all);
    assertThat(Check.lasting(all, List.of())).as("it is over").isEmpty();
  }

  @Test
  @DisplayName("objects that are not understood count at once, and that nobody ever led")
  void atOnce() {
    blocks.add(new SeenBlock("x", "x", "7", true, false, "", "10.0.0.0/26", 1, null, "no entry"));
    blocks.add(new SeenBlock("y", "z", "7", true, false, "", "10.0.0.0/26", 1, null, "named"));
    pools.add(new SeenPool("odd", "u", "", "10.0.0.0/24", "", null, null, "no JSON"));
    leader = new SeenLeader(null, null, 0, null, "");
    List<Finding> all = Check.findings(picture());

    assertThat(Check.needSecondLook(all)).isFalse();
    assertThat(codes(Check.lasting(List.of(), all)))
        .containsExactlyInAnyOrder(
            Code.UNREADABLE_BLOCK, Code.MISPLACED_BLOCK, Code.UNREADABLE_POOL, Code.NO_LEADER);
  }

  @Test
  @DisplayName("a lease that is nobody's may be taken the next moment")
  void leaseOfNobody() {
    leader = new SeenLeader("", NOW, 3, "a", "h:1");

    assertThat(Check.needSecondLook(Check.findings(picture()))).isTrue();
    assertThat(Check.lasting(List.of(), Check.findings(picture()))).isEmpty();
  }

  @Test
  @DisplayName("only what cannot harm has a repair")
  void repairs() {
    breakAll();

    assertThat(Check.findings(picture()).stream().filter(each -> each.repair() != null))
        .extracting(Finding::code)
        .containsExactlyInAnyOrder(Code.NO_POOL, Code.NO_FINALIZER, Code.EMPTY_BLOCK);
  }

  @Test
  @DisplayName("a block that was written meanwhile is another finding, or none")
  void blockMoves() {
    pools.add(pool("1"));
    blocks.add(block("7", false, WEB));
    blocks.add(empty("7"));
    List<Finding> first = Check.findings(picture());
    assertThat(codes(first)).containsExactlyInAnyOrder(Code.NO_FINALIZER, Code.EMPTY_BLOCK);

    blocks.set(0, block("8", false, WEB));
    blocks.set(1, empty("8"));
    assertThat(Check.lasting(first, Check.findings(picture()))).isEmpty();
  }

  @Test
  @DisplayName("an address that leaks anew is another leak, though the container is the same")
  void leakAnew() {
    pods.clear();
    pools.add(pool("1"));
    blocks.add(block("7", true, WEB));
    List<Finding> first = Check.findings(picture());

    Entry anew =
        new Entry(
            WEB.address(),
            WEB.pool(),
            WEB.kind(),
            WEB.pod(),
            WEB.ifName(),
            WEB.position(),
            WEB.holder(),
            null,
            WEB.network(),
            WEB.since(),
            new OwnershipId(4, 4),
            "");
    blocks.set(0, block("8", true, anew));
    assertThat(codes(first)).containsExactly(Code.LEAK);
    assertThat(Check.lasting(first, Check.findings(picture()))).isEmpty();
  }

  @Test
  @DisplayName("the record of another leader than before is looked at anew")
  void nextLeader() {
    leader = new SeenLeader("a", NOW, 3, "b", "h:1");
    List<Finding> first = Check.findings(picture());
    leader = new SeenLeader("c", NOW, 3, "b", "h:1");

    assertThat(Check.lasting(first, first)).hasSize(1);
    assertThat(Check.lasting(first, Check.findings(picture()))).isEmpty();
  }

  @Test
  @DisplayName("what an agent lacks now and has too much then are two findings")
  void agentTurns() {
    pools.add(pool("1"));
    blocks.add(block("7", true, WEB));
    agent = new Picture.AgentRecord("worker-1", List.of());
    List<Finding> first = Check.findings(picture());
    assertThat(codes(first)).containsExactly(Code.AGENT_MISSES);

    blocks.clear();
    pools.set(0, pool("0"));
    agent = new Picture.AgentRecord("worker-1", List.of(WEB));
    List<Finding> second = Check.findings(picture());
    assertThat(codes(second)).containsExactly(Code.AGENT_HOLDS);
    assertThat(Check.lasting(first, second)).isEmpty();
  }

  @Test
  @DisplayName("the same range under two network names is two pools")
  void spaces() {
    Finding here = Finding.of(Code.NO_POOL, "HereaboutsPool", "10.0.0.0/24", "").whileStays("");

    assertThat(Check.lasting(List.of(here), List.of(here))).containsExactly(here);
    assertThat(Check.lasting(List.of(here.in("blue")), List.of(here))).isEmpty();
  }

  private static Set<Code> codes(List<Finding> findings) {
    return Set.copyOf(findings.stream().map(Finding::code).toList());
  }

  private static SeenPool pool(String used) {
    Pool pool = new Pool(Held.POOL, List.of(), List.of(), 0, "");
    return new SeenPool("pool", "u", "", "10.0.0.0/24", used, null, pool, "");
  }

  private static SeenBlock block(String version, boolean finalizer, Entry... entries) {
    StoredBlock block = new StoredBlock(Held.BLOCK, new Version(version), "w", List.of(entries));
    return new SeenBlock(
        "a", "a", version, finalizer, false, "", "10.0.0.0/26", entries.length, block, "");
  }

  private static SeenBlock empty(String version) {
    BlockId next = BlockId.of("", Address.v4(0x0a000040));
    StoredBlock block = new StoredBlock(next, new Version(version), "w", List.of());
    return new SeenBlock("b", "b", version, true, false, "", "10.0.0.64/26", 0, block, "");
  }

  private Picture picture() {
    return new Picture(
        pools, blocks, new KnownPods(pods, List.of()), Set.of("worker-1"), leader, agent, NOW);
  }
}

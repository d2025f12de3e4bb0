package dev.hereabouts.ipam.server.whereabouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Exports of a range that is divided among nodes. */
class ExportTest {
  private static final int NET = 0x0a000000;
  private static final PoolId POOL = new PoolId("", new Cidr(Address.v4(NET), 24));

  private final Ledger ledger = new Ledger();
  private final OldObjects known = new OldObjects();
  private long ids;

  @Test
  @DisplayName("an address is recorded where whereabouts looks before it gives it")
  void places() {
    divide(slice(0, "a"), slice(16, "b"));
    network("net", "\"node_slice_size\":\"/28\"");
    network("whole", "\"enable_overlapping_ranges\":true");
    held(3, "a", "net");
    held(19, "a", "net"); // borrowed of b
    held(40, "a", "net"); // nobody's
    held(5, "a", "whole"); // of a network that knows no slices
    held(20, "", "net"); // of a node that is not known

    Export export = export();

    assertThat(keys(export))
        .isEqualTo(
            Map.of(
                "a-10.0.0.0-28",
                List.of("3"),
                "b-10.0.0.16-28",
                List.of("3", "4"),
                "10.0.0.0-24",
                List.of("40", "5")));
    assertThat(export.pools().get("b-10.0.0.16-28"))
        .extracting(OldPool::range)
        .isEqualTo("10.0.0.16/28");
    assertThat(export.notes())
        .containsExactly(
            "10.0.0.19 of shop/web-2: is not in the slice of its node, and whereabouts' DEL does"
                + " not look elsewhere",
            "10.0.0.40 of shop/web-3: is not in the slice of its node, and whereabouts' DEL does"
                + " not look elsewhere");
    assertThat(export.reservations()).hasSize(5);
  }

  @Test
  @DisplayName("each network that divides a range has a NodeSlicePool, with its text of the size")
  void named() {
    divide(slice(16, "b"));
    network("net", "\"node_slice_size\":\"28\"");
    network("other", "\"node_slice_size\":\"/28\"");
    network("whole", "\"enable_overlapping_ranges\":true");
    network("finer", "\"node_slice_size\":\"/29\"");

    Export export = export();

    assertThat(export.slices()).containsOnlyKeys("net", "other");
    assertThat(export.slices().get("net")).extracting(OldSlices::sliceSize).isEqualTo("28");
    assertThat(export.slices().get("other")).extracting(OldSlices::sliceSize).isEqualTo("/28");
    List<OldSlices.Slice> slices = Objects.requireNonNull(export.slices().get("net")).slices();
    assertThat(slices)
        .hasSize(16)
        .startsWith(
            new OldSlices.Slice("", "10.0.0.0/28"), new OldSlices.Slice("b", "10.0.0.16/28"))
        .endsWith(new OldSlices.Slice("", "10.0.0.240/28"));
    assertThat(export.notes()).isEmpty();
  }

  @Test
  @DisplayName("without the cluster's networks those count that had addresses here")
  void guessed() {
    divide(slice(0, "a"));
    assertThat(export().slices()).containsOnlyKeys("seen-here");
    assertThat(export().slices().get("seen-here"))
        .extracting(OldSlices::sliceSize)
        .isEqualTo("/28");
  }

  @Test
  @DisplayName("of a range of too many slices the first are listed, and those of nodes")
  void many() {
    PoolId wide = new PoolId("wide", new Cidr(Address.v4(NET), 8));
    NodeSlice last = new NodeSlice(new Cidr(Address.v4(NET + 0xfffff0), 28), "z");
    ledger.apply(
        new Change.OfPool(new Pool(wide, List.of(), List.of(), 1, "").withSlices(List.of(last))));

    Export export = export();

    assertThat(Objects.requireNonNull(export.slices().get("wide")).slices())
        .hasSize(1 << 14)
        .endsWith(new OldSlices.Slice("z", "10.255.255.240/28"));
    assertThat(export.notes()).singleElement().asString().contains("new nodes get no others");
  }

  @Test
  @DisplayName("over a NodeSlicePool that is there, other nodes keep theirs, and texts stay")
  void over() {
    OldSlices present =
        slices("28", "a 10.0.0.0/28", "b 10.0.0.16/28", "c 10.0.0.32/28", " 10.0.0.48/28");
    OldSlices wanted =
        slices("/28", "b 10.0.0.0/28", " 10.0.0.16/28", " 10.0.0.32/28", "d 10.0.0.48/28");

    assertThat(wanted.over(present))
        .isEqualTo(
            slices("28", "b 10.0.0.0/28", " 10.0.0.16/28", "c 10.0.0.32/28", "d 10.0.0.48/28"));
    assertThat(slices("/27", "b 10.0.0.0/27").over(present))
        .isEqualTo(slices("/27", "b 10.0.0.0/27"));
  }

  private Export export() {
    return Export.of(ledger, known, "kube-system");
  }

  private static Map<String, List<String>> keys(Export export) {
    return export.pools().values().stream()
        .collect(
            Collectors.toMap(
                OldPool::name,
                pool -> pool.allocations().stream().map(OldAllocation::key).toList()));
  }

  private static OldSlices slices(String size, String... slices) {
    return new OldSlices(
        "kube-system",
        "net",
        "10.0.0.0/24",
        size,
        Stream.of(slices)
            .map(text -> text.split(" ", -1))
            .map(words -> new OldSlices.Slice(words[0], words[1]))
            .toList());
  }

  private void divide(NodeSlice... slices) {
    ledger.apply(
        new Change.OfPool(
            new Pool(POOL, List.of(), List.of("seen-here"), 1, "").withSlices(List.of(slices))));
  }

  private static NodeSlice slice(int last, String node) {
    return new NodeSlice(new Cidr(Address.v4(NET + last), 28), node);
  }

  private void network(String name, String more) {
    String config =
        "{\"cniVersion\":\"1.0.0\",\"type\":\"macvlan\",\"ipam\":{\"type\":\"whereabouts\","
            + "\"range\":\"10.0.0.0/24\","
            + more
            + "}}";
    known.take(
        Map.of(
            "kind",
            "NetworkAttachmentDefinition",
            "metadata",
            Map.of("name", name),
            "spec",
            Map.of("config", config)));
  }

  private void held(int last, String node, String network) {
    ledger.apply(
        Change.OfEntry.created(
            new Entry(
                Address.v4(NET + last),
                POOL,
                Kind.ORDINARY,
                new Pod("", "shop", "web-" + ++ids),
                "net1",
                0,
                new Holder("c-" + ids, node, "", 0, new Attempt(1, ids)),
                null,
                network,
                0,
                new OwnershipId(2, ids),
                "")));
  }
}

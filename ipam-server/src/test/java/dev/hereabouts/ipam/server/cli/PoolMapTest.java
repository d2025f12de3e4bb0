package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PoolMapTest {
  private static final int FIRST = 0x0a000000;
  private static final int COLUMNS = 100;
  private static final MapStyle PLAIN = new MapStyle(false, false);

  private final List<Entry> entries = new ArrayList<>();

  @Test
  @DisplayName("each address has its sign at its place, and each sign its count below")
  void signs() {
    Pool pool = pool(28, 1, 14, new Interval(v4(12), v4(13)), v4(14));
    Pool other = pool(29, 1, 6, new Interval(v4(6), v4(6)), null);
    hold(pool, 1, Kind.ORDINARY);
    hold(pool, 2, Kind.ORDINARY);
    hold(pool, 3, Kind.SHARED);
    hold(other, 4, Kind.ORDINARY);
    hold(other, 5, Kind.SOLO);
    hold(pool, 13, Kind.ORDINARY);

    assertThat(drawn(pool, entry -> entry.address().equals(v4(2)), PLAIN))
        .isEqualTo(
            """
              10.0.0.0   -#?s+.......-#G-

              ?  suspect: 1
              #  used: 2
              s  static: 1
              +  held by an overlapping range: 1
              G  gateway: 1
              .  free: 7
              -  not to give: 3
            """);
  }

  @Test
  @DisplayName("of several entries of an address the sign is that which stands out most")
  void severalEntries() {
    Pool pool = pool(28, 1, 14, new Interval(v4(14), v4(14)), null);
    Pool other = pool(29, 1, 6, new Interval(v4(6), v4(6)), null);
    for (int last : List.of(1, 2)) {
      hold(other, last, Kind.ORDINARY);
      hold(pool, last, Kind.SHARED);
      hold(pool, last, Kind.ORDINARY);
      hold(other, last, Kind.ORDINARY);
    }

    assertThat(
            drawn(
                pool, entry -> entry.address().equals(v4(2)) && entry.kind() == Kind.SHARED, PLAIN))
        .startsWith("  10.0.0.0   -#?...........--\n")
        .contains("  ?  suspect: 1\n  #  used: 1\n  .  free: 11\n  -  not to give: 3\n")
        .doesNotContain("static", "overlapping");
  }

  @Test
  @DisplayName("where a sign stands for many addresses it tells which part of them is held")
  void compressed() {
    Pool pool = pool(16, 1, 0xfffe, new Interval(v4(0xf000), v4(0xffff)), v4(0x2001));
    for (int i = 0; i < 64; i++) {
      hold(pool, 0x1080 + i, Kind.ORDINARY);
      if (i % 2 == 0) {
        hold(pool, 0x1040 + i, Kind.ORDINARY);
      }
    }
    hold(pool, 0x10c7, Kind.ORDINARY);
    hold(pool, 0x2fff, Kind.ORDINARY);

    assertThat(drawn(pool, entry -> entry.address().equals(v4(0x2fff)), PLAIN))
        .isEqualTo(
            """
              10.0.0.0      %1$s
              10.0.16.0     .5#1%2$s
              10.0.32.0     %3$s?
              10.0.48.0     %1$s
              *
              10.0.240.0    %4$s

              ?  suspect: 1
              #  used: 97
              G  gateway: 1
              .  free: 61340
              -  not to give: 4097
              Each sign stands for 64 addresses; 1 to 9: a part of them is held.
              All that is held lies in 10.0.0.0/18: hereabouts show 10.0.0.0/18
            """
                .formatted(".".repeat(64), ".".repeat(60), ".".repeat(63), "-".repeat(64)));
  }

  @Test
  @DisplayName("a narrow terminal has shorter rows, and so more addresses a sign")
  void narrow() {
    Pool pool = pool(24, 1, 254, new Interval(v4(254), v4(254)), null);
    hold(pool, 16, Kind.ORDINARY);

    assertThat(new PoolMap(pool, pool.id().cidr(), entries, PoolMapTest::none))
        .satisfies(map -> {
          assertThat(printed(map, 40, PLAIN))
              .startsWith(
                  """
                    10.0.0.0    -...............
                    10.0.0.16   #...............
                    10.0.0.32   ................
                    *
                    10.0.0.240  ..............--
                  """);
          assertThat(printed(map, 50, PLAIN))
              .startsWith("  10.0.0.0    -...............#...............\n");
        });
  }

  @Test
  @DisplayName("half of an IPv6 range is further than a long goes")
  void ipv6() {
    Address first = Address.v6(0xfd00_0000_0000_0000L, 0);
    Address middle = Address.v6(0xfd00_0000_0000_0000L, Long.MIN_VALUE);
    Cidr range = Cidr.of(first, 64);
    Pool pool =
        new Pool(
            new PoolId("", range),
            List.of(new Offer(new Interval(first.next(), range.last()), List.of(), null)),
            List.of(),
            0,
            "");
    entries.add(entry(pool, middle, Kind.ORDINARY));

    assertThat(drawn(pool, PoolMapTest::none, PLAIN))
        .contains(
            "  fd00::8000:0:0:0           1" + ".".repeat(63) + "\n",
            "  #  used: 1\n  .  free: 18446744073709551614\n  -  not to give: 1\n",
            "  Each sign stands for 18014398509481984 addresses; ",
            "  All that is held lies in fd00::8000:0:0:0/121: ");
  }

  @Test
  @DisplayName("with Unicode and colours each sign differs from every other, on the map and below")
  void terminal() {
    Pool pool = pool(28, 1, 14, new Interval(v4(12), v4(13)), v4(14));
    hold(pool, 1, Kind.ORDINARY);
    hold(pool, 2, Kind.SHARED);

    assertThat(drawn(pool, PoolMapTest::none, new MapStyle(true, false)))
        .startsWith("  10.0.0.0   ×█◆·········××G×\n")
        .contains(
            "  █  used: 1\n  ◆  static: 1\n  G  gateway: 1\n  ·  free: 9\n  ×  not to give: 4");
    assertThat(drawn(pool, PoolMapTest::none, new MapStyle(false, true)))
        .contains("\u001b[36m#\u001b[0m\u001b[34ms\u001b[0m\u001b[32m.\u001b[0m");
    for (MapStyle style : List.of(PLAIN, new MapStyle(true, false))) {
      assertThat(List.of(MapStyle.State.values())).extracting(style::sign).doesNotHaveDuplicates();
    }
  }

  private void hold(Pool pool, int last, Kind kind) {
    entries.add(entry(pool, v4(last), kind));
  }

  private static Entry entry(Pool pool, Address address, Kind kind) {
    return new Entry(
        address,
        pool.id(),
        kind,
        new Pod("u", "shop", "web"),
        "net1",
        0,
        new Holder("c", "worker-1", "", 0, new Attempt(1, 1)),
        null,
        "web",
        0,
        new OwnershipId(0, address.low()),
        "");
  }

  /** A pool of 10.0.0.0 with one window. */
  private static Pool pool(
      int prefixLength, int first, int last, Interval excluded, @Nullable Address gateway) {
    return new Pool(
        new PoolId("", Cidr.of(v4(0), prefixLength)),
        List.of(new Offer(new Interval(v4(first), v4(last)), List.of(excluded), gateway)),
        List.of(),
        0,
        "");
  }

  private static boolean none(Entry entry) {
    return false;
  }

  private static Address v4(int last) {
    return Address.v4(FIRST + last);
  }

  private String drawn(Pool pool, Predicate<Entry> suspect, MapStyle style) {
    return printed(new PoolMap(pool, pool.id().cidr(), entries, suspect), COLUMNS, style);
  }

  private static String printed(PoolMap map, int columns, MapStyle style) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    map.print(out, columns, style);
    out.flush();
    return text.toString();
  }
}

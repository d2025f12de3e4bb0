package dev.hereabouts.ipam.core.config;

import static dev.hereabouts.ipam.core.config.ConfigTexts.add;
import static dev.hereabouts.ipam.core.config.ConfigTexts.bytes;
import static dev.hereabouts.ipam.core.config.ConfigTexts.findings;
import static dev.hereabouts.ipam.core.config.ConfigTexts.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NetworkConfigPropertyTest {
  private static final byte[] FULL =
      bytes(
          network(
              "'range':'10.0.0.0/24','range_start':'10.0.0.5','range_end':'10.0.0.50','exclude':['10.0.0.7-10.0.0.9'],"
                  + "'ipRanges':[{'range':'2001:db8::/64','gateway':'2001:db8::1'}],'gateway':'10.0.0.1',"
                  + "'routes':[{'dst':'0.0.0.0/0','mtu':5}],'addresses':[{'address':'10.9.0.1/24'}],"
                  + "'dns':{'search':['x']},'node_slice_size':'/28','enable_overlapping_ranges':false",
              "'runtimeConfig':{'ips':['10.0.0.6']},'prevResult':{'ips':[{'address':'10.0.0.6/24'}]},"
                  + "'cni.dev/attachments':[{'containerID':'c','ifname':'i'}]"));

  @Property
  void anyBytesGiveAnAnswer(@ForAll CniCommand command, @ForAll byte[] bytes) {
    assertAnswered(command, bytes);
  }

  @Property(tries = 3000)
  void anySpoiledConfigurationGivesAnAnswer(
      @ForAll CniCommand command,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 5000) Integer> places,
      @ForAll("spoilers") List<Byte> with) {
    byte[] spoiled = FULL.clone();
    for (int i = 0; i < places.size(); i++) {
      spoiled[places.get(i) % spoiled.length] = with.get(i);
    }
    assertAnswered(command, spoiled);
  }

  @Property
  void anyMembersOfAnyTypeGiveAnAnswer(
      @ForAll CniCommand command, @ForAll("members") List<String> members) {
    assertAnswered(command, bytes(network(String.join(",", members))));
  }

  @Property
  void theWindowLeavesTheEndsOfTheNetworkOut(
      @ForAll("cidrs") Cidr cidr,
      @ForAll("addresses") Address start,
      @ForAll("addresses") Address end) {
    RangeRequest range = add(network(range(cidr, start, end, List.of()))).ranges().getFirst();
    assertThat(range.cidr()).isEqualTo(cidr);
    Interval usable = new Interval(cidr.network().next(), cidr.last().previous());
    assertThat(range.window().first()).isEqualTo(usable.contains(start) ? start : usable.first());
    assertThat(range.window().last())
        .isEqualTo(usable.contains(end) && range.window().contains(end) ? end : usable.last());
  }

  @Property
  void excludesAreInOrderApartAndInsideTheWindow(
      @ForAll("cidrs") Cidr cidr,
      @ForAll("addresses") Address start,
      @ForAll("addresses") Address end,
      @ForAll @Size(max = 6) List<@From("cidrs") Cidr> excluded) {
    RangeRequest range = add(network(range(cidr, start, end, excluded))).ranges().getFirst();
    Interval before = null;
    for (Interval interval : range.excludes()) {
      assertThat(range.window().contains(interval.first())).isTrue();
      assertThat(range.window().contains(interval.last())).isTrue();
      if (before != null) {
        assertThat(before.last().next()).isLessThan(interval.first());
      }
      before = interval;
    }
    for (Address address : List.of(start, end, range.window().first(), range.window().last())) {
      assertThat(range.excludes().stream().anyMatch(i -> i.contains(address)))
          .isEqualTo(
              range.window().contains(address)
                  && excluded.stream().anyMatch(c -> c.contains(address)));
    }
  }

  @Provide
  Arbitrary<List<Byte>> spoilers() {
    return Arbitraries.of(
            "{}[]\",:0123456789aA -./\\\n\0\u007f".chars().mapToObj(c -> (byte) c).toList())
        .list()
        .ofSize(4);
  }

  @Provide
  Arbitrary<List<String>> members() {
    Arbitrary<String> key =
        Arbitraries.of(
            "range",
            "RANGE",
            "range_start",
            "range_end",
            "exclude",
            "ipRanges",
            "gateway",
            "routes",
            "dns",
            "addresses",
            "network_name",
            "enable_overlapping_ranges",
            "node_slice_size",
            "log_level",
            "type",
            "other");
    Arbitrary<String> value =
        Arbitraries.of(
            "null",
            "true",
            "5",
            "-1e999",
            "99999999999999999999",
            "'x'",
            "''",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "['10.0.0.1']",
            "'10.0.0.0/24'",
            "'10.0.0.9-10.0.0.1/28'",
            "'2001:db8::/64'",
            "[{'range':'10.0.0.0/24','range_start':null}]",
            "[{'dst':'0.0.0.0/0','gw':'::'}]",
            "[{'address':'10.0.0.1/24','gateway':'10.0.0.1'}]",
            "'/28'");
    return Combinators.combine(key, value)
        .as((k, v) -> "'" + k + "':" + v)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  /** Addresses close to each other, so that ranges, bounds and excludes meet. */
  @Provide
  Arbitrary<Address> addresses() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 300).map(i -> Address.v4(0x0a000000 + i)),
        Arbitraries.longs().between(0, 300).map(i -> Address.v6(0x2001_0db8_0000_0000L, i)),
        Arbitraries.longs().between(-300, -1).map(i -> Address.v6(0x2001_0db8_0000_0000L, i)),
        Arbitraries.integers().map(Address::v4));
  }

  @Provide
  Arbitrary<Cidr> cidrs() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(2, 12))
        .as((address, hostBits) -> Cidr.of(address, address.family().bits() - hostBits));
  }

  private static String range(Cidr cidr, Address start, Address end, List<Cidr> excluded) {
    return "'range':'%s','range_start':'%s','range_end':'%s','exclude':[%s]"
        .formatted(
            AddressText.format(cidr),
            AddressText.format(start),
            AddressText.format(end),
            String.join(
                ",", excluded.stream().map(c -> "'" + AddressText.format(c) + "'").toList()));
  }

  private static void assertAnswered(CniCommand command, byte[] stdin) {
    Parsed parsed = NetworkConfigParser.parse(command, stdin, CniArgs.NONE);
    boolean hasError = findings(parsed).stream().anyMatch(f -> f.severity() == Severity.ERROR);
    assertThat(hasError).isEqualTo(parsed instanceof Parsed.Invalid);
    for (Finding finding : findings(parsed)) {
      assertThat(finding.text()).isNotBlank().doesNotContain("\n");
    }
    assertThat(NetworkConfigParser.parseForDelete(stdin)).isNotNull();
  }
}

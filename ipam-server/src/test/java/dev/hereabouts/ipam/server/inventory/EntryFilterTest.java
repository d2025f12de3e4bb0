package dev.hereabouts.ipam.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entries a question is about. */
final class EntryFilterTest {
  private static final Entry ONE =
      entry("blue", 1, 24, Kind.SOLO, "shop", "web-1", "net1", "c1a2", "worker-1", "web");

  /** Differs in all that can be asked for. */
  private static final Entry OTHER =
      entry("", 0x101, 16, Kind.ORDINARY, "bank", "web-2", "net2", "c1b", "worker-2", "db");

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "address, 10.0.0.1",
    "within, 10.0.0.0/31",
    "within, 10.0.0.1/32",
    "container, c1a",
    "container, c1a2",
    "space, blue",
    "range, 10.0.0.0/24",
    "network, web",
    "node, worker-1",
    "pod, shop/web-1",
    "namespace, shop",
    "interface, net1",
    "kind, solo",
  })
  @DisplayName("each parameter is for the entry that it describes, and for no other")
  void eachParameter(String name, String value) {
    assertThat(found(Map.of(name, value))).containsExactly(ONE);
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "address, 10.0.0.2",
    "within, 10.0.0.2/31",
    "container, 1a2",
    "container, c1a23",
    "space, blu",
    "range, 10.0.0.0/25",
    "network, we",
    "node, worker-",
    "pod, shop/web",
    "pod, web-1",
    "namespace, sho",
    "interface, net",
    "kind, shared",
  })
  @DisplayName("what is nearly an entry's is not its")
  void nearly(String name, String value) {
    assertThat(found(Map.of(name, value))).isEmpty();
  }

  @Test
  @DisplayName("what both have finds both; all parameters must hold; the default space has no name")
  void several() {
    assertThat(found(Map.of())).containsExactly(ONE, OTHER);
    assertThat(found(Map.of("within", "10.0.0.0/16", "container", "c1")))
        .containsExactly(ONE, OTHER);
    assertThat(found(Map.of("container", "c1", "space", ""))).containsExactly(OTHER);
    assertThat(found(Map.of("node", "worker-1", "network", "db"))).isEmpty();
  }

  @Test
  @DisplayName("what is no parameter, no address and no range is refused by name")
  void refused() {
    assertThatThrownBy(() -> found(Map.of("nod", "worker-1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown parameter nod; use address, container, within, interface, kind, namespace,"
                + " network, node, pod, range, space");
    assertThatThrownBy(() -> found(Map.of("address", "10.0.0.0/24")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address=10.0.0.0/24 is no IP address");
    assertThatThrownBy(() -> found(Map.of("within", "10.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("within=10.0.0.1 is no range");
  }

  private static List<Entry> found(Map<String, String> parameters) {
    return List.of(ONE, OTHER).stream().filter(EntryFilter.of(parameters.entrySet())).toList();
  }

  private static Entry entry(
      String space,
      int last,
      int prefixLength,
      Kind kind,
      String namespace,
      String pod,
      String ifName,
      String container,
      String node,
      String network) {
    Address address = Address.v4(0x0a000000 + last);
    return new Entry(
        address,
        new PoolId(space, Cidr.of(address, prefixLength)),
        kind,
        new Pod("u", namespace, pod),
        ifName,
        0,
        new Holder(container, node, "", 0, new Attempt(1, 1)),
        null,
        network,
        0,
        new OwnershipId(0, last),
        "");
  }
}

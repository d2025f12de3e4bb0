package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces that CNI's own plugins make in network namespaces, with addresses from the shim. */
final class PodNamespacesTest {
  private static final String PREFIX = "hb" + ProcessHandle.current().pid() + "-";
  private static final String NODE = PREFIX + "node";
  private static final List<String> PODS = List.of(PREFIX + "a", PREFIX + "b");
  private static final String MACVLAN =
      "{\"type\":\"macvlan\",\"master\":\"br0\",\"mode\":\"bridge\",\"ipam\":%s}";
  private static final String BRIDGE = "{\"type\":\"bridge\",\"bridge\":\"br1\",\"ipam\":%s}";
  private static final String PORTS =
      "{\"portMappings\":[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}]}";
  private static final String ROUTED =
      """
      {"type":"whereabouts","range":"21.0.104.0/21","range_start":"21.0.111.1",\
      "gateway":"21.0.111.254"%s}\
      """;
  private static final String SMALL = "{\"type\":\"whereabouts\",\"range\":\"10.9.0.0/24\"}";

  @TempDir Path directory;
  private final Terminal root = new Terminal(Map.of());
  private final Set<Interface> added = new LinkedHashSet<>();
  private Path plugins;
  private Standalone standalone;

  private record Interface(String network, String pod, String name) {}

  @BeforeEach
  void start() throws IOException, InterruptedException {
    assumeTrue(
        root.run("ip netns add " + NODE).isSuccess(),
        "a network namespace needs root and the program ip of iproute2");
    inside(NODE, "ip link set lo up; ip link add br0 type bridge; ip link set br0 up");
    assumeTrue(
        root.run(
                "ip netns exec %s ip link add probe link br0 type macvlan mode bridge"
                    .formatted(NODE))
            .isSuccess(),
        "this kernel makes no macvlan on a bridge");
    inside(NODE, "ip link delete probe");
    plugins = ReferencePlugins.folder();
    for (String pod : PODS) {
      root.printed("ip netns add " + pod);
      inside(
          pod,
          "ip link add eth0 type veth peer name far; ip link set lo up; ip link set far up;"
              + " ip link set eth0 up; ip address add 10.244.0.5/24 dev eth0;"
              + " ip route add default via 10.244.0.1 dev eth0");
    }
    Path links = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(links.resolve("whereabouts"), Installation.shim());
    Files.createDirectory(directory.resolve("net.d"));
    standalone = Standalone.start(Files.createDirectory(directory.resolve("service")));
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    for (Interface one : List.copyOf(added)) {
      delete(one.network(), one.pod(), one.name());
    }
    if (standalone != null) {
      standalone.close();
    }
    root.run("ip netns delete " + NODE);
    for (String pod : PODS) {
      root.run("ip netns delete " + pod);
    }
  }

  @Test
  @DisplayName("source-based routing: a table of its own, and eth0 keeps the default route")
  void sourceBasedRouting() throws IOException, InterruptedException {
    network("routed", MACVLAN.formatted(ROUTED.formatted("")), "{\"type\":\"sbr\"}");
    add("routed", PODS.getFirst(), "net1");
    assertThat(lines(PODS.getFirst(), "ip route list table 100"))
        .containsExactlyInAnyOrder(
            "default via 21.0.111.254 dev net1",
            "21.0.104.0/21 dev net1 proto kernel scope link src 21.0.111.1");
    assertThat(lines(PODS.getFirst(), "ip route list default"))
        .containsExactly("default via 10.244.0.1 dev eth0");
    delete("routed", PODS.getFirst(), "net1");
    assertThat(standalone.entries()).isEmpty();
  }

  @Test
  @DisplayName("a static route goes through the gateway, and eth0 keeps the default route")
  void staticRoute() throws IOException, InterruptedException {
    String routes = ",\"routes\":[{\"dst\":\"172.31.0.0/16\"}]";
    network("routed", MACVLAN.formatted(ROUTED.formatted(routes)));
    add("routed", PODS.getFirst(), "net1");
    assertThat(lines(PODS.getFirst(), "ip route list"))
        .containsExactlyInAnyOrder(
            "default via 10.244.0.1 dev eth0",
            "10.244.0.0/24 dev eth0 proto kernel scope link src 10.244.0.5",
            "172.31.0.0/16 via 21.0.111.254 dev net1",
            "21.0.104.0/21 dev net1 proto kernel scope link src 21.0.111.1");
  }

  @Test
  @DisplayName("one network twice and a second one on the same master: each interface its own")
  void manyInterfaces() throws IOException, InterruptedException {
    network("small", MACVLAN.formatted(SMALL), "{\"type\":\"tuning\",\"promisc\":true}");
    network("other", MACVLAN.formatted(SMALL.replace("10.9.0", "10.8.0")));
    String pod = PODS.getFirst();
    add("small", pod, "net1");
    add("small", pod, "net2");
    add("other", pod, "net3");
    assertThat(inside(pod, "ip -4 -brief address")).contains("10.9.0.1/24", "10.9.0.2/24");
    assertThat(inside(pod, "ip -4 -brief address show net3")).contains("10.8.0.1/24");
    assertThat(inside(pod, "ip -d link show net1")).contains("promiscuity 1");
    delete("small", pod, "net1");
    assertThat(standalone.entries())
        .extracting(HeldAddress::address)
        .containsExactlyInAnyOrder("10.9.0.2", "10.8.0.1");
  }

  @Test
  @DisplayName("two pods on a macvlan reach each other")
  void macvlanReaches() throws IOException, InterruptedException {
    network("small", MACVLAN.formatted(SMALL));
    addBoth();
    ping("10.9.0.1");
  }

  @Test
  @DisplayName("two pods on a bridge reach each other, with both families; DEL frees both")
  void bridgeReaches() throws IOException, InterruptedException {
    String dual = SMALL.replace("}", ",\"ipRanges\":[{\"range\":\"fd00:9::/64\"}]}");
    network("small", BRIDGE.formatted(dual));
    addBoth();
    ping("10.9.0.1");
    ping("fd00:9::1");
    assertThat(inside(PODS.getLast(), "ip -6 -brief address show net1")).contains("fd00:9::2/64");
    delete("small", PODS.getFirst(), "net1");
    assertThat(standalone.entries())
        .extracting(HeldAddress::address)
        .containsExactlyInAnyOrder("10.9.0.2", "fd00:9::2");
  }

  @Test
  @DisplayName("a bridge chained with sbr and tuning: reached from the address that was given")
  void bridgeInChain() throws IOException, InterruptedException {
    network(
        "small",
        BRIDGE.formatted(SMALL),
        "{\"type\":\"sbr\"}",
        "{\"type\":\"tuning\",\"mtu\":1400}");
    addBoth();
    ping("10.9.0.1 net1");
    assertThat(inside(PODS.getLast(), "ip link show net1")).contains("mtu 1400");
    assertThat(lines(PODS.getLast(), "ip route list table 100"))
        .containsExactly("10.9.0.0/24 dev net1 proto kernel scope link src 10.9.0.2");
  }

  @Test
  @DisplayName("a port of the node is mapped to the address that the pod was given, until its DEL")
  void portMapping() throws IOException, InterruptedException {
    String rules = "ip netns exec " + NODE + " iptables-save -t nat";
    assumeTrue(
        root.run("ip netns exec " + NODE + " iptables -t nat -L -n").isSuccess()
            && root.run(rules).isSuccess(),
        "the plugin portmap needs the program iptables");
    network(
        "small",
        BRIDGE.formatted(SMALL),
        "{\"type\":\"portmap\",\"backend\":\"iptables\",\"capabilities\":{\"portMappings\":true}}");
    add("small", PODS.getFirst(), "net1");
    assertThat(root.printed(rules)).contains("--dport 8080 -j DNAT --to-destination 10.9.0.1:80");
    delete("small", PODS.getFirst(), "net1");
    assertThat(root.printed(rules)).doesNotContain("10.9.0.1");
    assertThat(standalone.entries()).isEmpty();
  }

  private void addBoth() throws IOException, InterruptedException {
    for (String pod : PODS) {
      add("small", pod, "net1");
    }
  }

  /** The last pod sends an ICMP echo to an address of the first one, which has to count it. */
  private void ping(String address) throws IOException, InterruptedException {
    String counters =
        address.contains(":") ? "grep ^Icmp6InEchos /proc/net/snmp6" : "grep ^Icmp: /proc/net/snmp";
    String before = inside(PODS.getFirst(), counters);
    assertThat(inside(PODS.getLast(), Echo.command(address))).isEqualTo("reached\n");
    assertThat(inside(PODS.getFirst(), counters)).isNotEqualTo(before);
  }

  private void network(String name, String... chain) throws IOException {
    Files.writeString(
        directory.resolve("net.d/" + name + ".conflist"),
        "{\"cniVersion\":\"1.0.0\",\"name\":\"%s\",\"plugins\":[%s]}"
            .formatted(name, String.join(",", chain)));
  }

  private void add(String network, String pod, String ifName)
      throws IOException, InterruptedException {
    added.add(new Interface(network, pod, ifName));
    tool("add", network, pod, ifName);
  }

  private void delete(String network, String pod, String ifName)
      throws IOException, InterruptedException {
    added.remove(new Interface(network, pod, ifName));
    tool("del", network, pod, ifName);
  }

  private void tool(String verb, String network, String pod, String ifName)
      throws IOException, InterruptedException {
    Pod owner = Pod.of("namespaces", "default", pod);
    Terminal terminal =
        new Terminal(
            Map.of(
                "CNI_PATH",
                plugins + ":" + directory.resolve("bin"),
                "NETCONFPATH",
                directory.resolve("net.d").toString(),
                "CNI_IFNAME",
                ifName,
                "CAP_ARGS",
                PORTS,
                "CNI_ARGS",
                new Attachment("any", ifName, owner).args(),
                "HEREABOUTS_SOCKET",
                standalone.socket().toString()));
    terminal.printed(
        "ip netns exec %s %s/cnitool %s %s /run/netns/%s"
            .formatted(NODE, plugins, verb, network, pod));
  }

  private String inside(String namespace, String commands)
      throws IOException, InterruptedException {
    return root.printed("ip netns exec %s bash -ec '%s'".formatted(namespace, commands));
  }

  private List<String> lines(String pod, String command) throws IOException, InterruptedException {
    return Arrays.stream(inside(pod, command).split("\n", -1))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }
}

package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What is demonstrated, step by step, on a service that holds nothing yet. */
record DemoScript(DemoStage stage) {
  private static final String ONE = "one-network.json";
  private static final String SOURCE_ROUTING = "source-based-routing.conflist";
  private static final String STATIC_ROUTE = "static-route.json";
  private static final String DUAL_STACK = "dual-stack.json";
  private static final String WIDE = "overlapping-wide.json";
  private static final String NARROW = "overlapping-narrow.json";
  private static final String TWO_ADDRESSES = "two-addresses.json";

  void play() throws IOException, DemoFailure, InterruptedException {
    oneNetwork();
    routesAndGateways();
    severalNetworks();
    overlappingRanges();
    fullRange();
    operator();
  }

  private void oneNetwork() throws IOException, DemoFailure, InterruptedException {
    stage.step("One network, 172.16.0.0/24, and two pods");
    DemoPod web1 = DemoPod.named("web-1");
    ShimAnswer first = stage.add(web1, "net1", ONE);
    ShimAnswer second = stage.add(DemoPod.named("web-2"), "net1", ONE);
    stage.claim("each pod has an address of its own", areDistinct(first, second));

    stage.step("The runtime asks again, then makes a new sandbox for the same pod");
    ShimAnswer again = stage.add(web1, "net1", ONE);
    ShimAnswer newSandbox = stage.add(web1.inNewSandbox(), "net1", ONE);
    stage.claim(
        "the pod keeps its address",
        again.addresses().equals(first.addresses())
            && newSandbox.addresses().equals(first.addresses()));
  }

  private void routesAndGateways() throws IOException, DemoFailure, InterruptedException {
    stage.step("Source-based routing: the plugin sbr, next in the chain, takes the gateway");
    ShimAnswer sbr = stage.add(DemoPod.named("db-1"), "net1", SOURCE_ROUTING);
    stage.claim(
        "the answer begins at range_start and names the gateway",
        sbr.addresses().equals(List.of("21.0.111.1/21")) && sbr.gateway().equals("21.0.111.254"));

    stage.step("A static route into a network behind the gateway");
    ShimAnswer route = stage.add(DemoPod.named("db-2"), "net1", STATIC_ROUTE);
    stage.claim("the route is in the answer", route.routes().equals(List.of("172.31.0.0/16")));
    stage.claim("two networks with one range share its addresses", areDistinct(sbr, route));

    stage.step("IPv4 and IPv6 in one call: both or none");
    ShimAnswer dual = stage.add(DemoPod.named("cache-1"), "net1", DUAL_STACK);
    stage.claim(
        "there is an address of each family",
        dual.addresses().size() == 2
            && dual.addresses().getFirst().contains(".")
            && dual.addresses().getLast().contains(":"));
  }

  private void severalNetworks() throws IOException, DemoFailure, InterruptedException {
    stage.step("Several networks on one pod");
    DemoPod router = DemoPod.named("router-1");
    ShimAnswer net1 = stage.add(router, "net1", ONE);
    ShimAnswer net2 = stage.add(router, "net2", STATIC_ROUTE);
    ShimAnswer net3 = stage.add(router, "net3", DUAL_STACK);
    stage.claim("each interface has its own addresses", areDistinct(net1, net2, net3));

    stage.step("The same network twice on one pod");
    DemoPod proxy = DemoPod.named("proxy-1");
    ShimAnswer once = stage.add(proxy, "net1", ONE);
    ShimAnswer twice = stage.add(proxy, "net2", ONE);
    stage.claim("each interface has its own address", areDistinct(once, twice));
  }

  private void overlappingRanges() throws IOException, DemoFailure, InterruptedException {
    stage.step("Two ranges that overlap, 10.20.0.0/24 and 10.20.0.0/28");
    ShimAnswer wide1 = stage.add(DemoPod.named("wide-1"), "net1", WIDE);
    ShimAnswer narrow1 = stage.add(DemoPod.named("narrow-1"), "net1", NARROW);
    ShimAnswer wide2 = stage.add(DemoPod.named("wide-2"), "net1", WIDE);
    ShimAnswer narrow2 = stage.add(DemoPod.named("narrow-2"), "net1", NARROW);
    stage.claim("no address is given twice", areDistinct(wide1, narrow1, wide2, narrow2));
  }

  private void fullRange() throws IOException, DemoFailure, InterruptedException {
    stage.step("A range of two addresses, and a third pod");
    DemoPod small1 = DemoPod.named("small-1");
    DemoPod small3 = DemoPod.named("small-3");
    ShimAnswer first = stage.add(small1, "net1", TWO_ADDRESSES);
    stage.add(DemoPod.named("small-2"), "net1", TWO_ADDRESSES);
    ShimAnswer refused = stage.addInVain(small3, "net1", TWO_ADDRESSES);
    stage.claim(
        "the pod's events say so, with the range and the numbers (code 100)",
        refused.errorCode().equals("100"));

    stage.step("A pod ends, and the next one gets its address");
    stage.delete(small1, "net1", TWO_ADDRESSES);
    ShimAnswer freed = stage.add(small3, "net1", TWO_ADDRESSES);
    stage.claim("it is the freed address", freed.addresses().equals(first.addresses()));
  }

  private void operator() throws DemoFailure {
    stage.step("What the operator sees");
    stage.command("pools");
    stage.command("list");
    stage.command("show", "10.30.0.1");
    stage.command("show", "default/web-2", "-o", "yaml");
  }

  private static boolean areDistinct(ShimAnswer... answers) {
    List<String> all = new ArrayList<>();
    for (ShimAnswer answer : answers) {
      all.addAll(answer.addresses());
    }
    return all.size() >= answers.length && new HashSet<>(all).size() == all.size();
  }
}

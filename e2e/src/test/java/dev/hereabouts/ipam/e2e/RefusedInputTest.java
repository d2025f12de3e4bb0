package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Input that is refused: what the caller reads, byte by byte, and that nothing is held by it. */
final class RefusedInputTest {
  private static final Attachment ATTACHMENT =
      new Attachment("c1", "net1", Pod.of("refused", "default", "p1"));
  private static final CniCall GOOD =
      CniCall.add(ATTACHMENT, Networks.range("net-a", "10.0.0.0/24"));

  private static final String OLDER_NETWORK =
      Networks.network("0.3.1", "older", "\"range\":\"10.0.0.0/24\"");

  @RegisterExtension static final RunningService SERVICE = new RunningService();

  private final Golden golden = new Golden("refused");
  private final Map<String, CniCall> calls = new LinkedHashMap<>();

  @BeforeAll
  static void holdAnAddress() throws IOException, InterruptedException {
    Attachment other = new Attachment("held", "net1", Pod.of("refused", "default", "holder"));
    SERVICE
        .standalone()
        .callThroughShim(CniCall.add(other, Networks.range("net-b", "10.7.0.0/24")))
        .ips();
  }

  @TestFactory
  Stream<DynamicTest> isRefusedAndHoldsNothing() {
    notConfigurations();
    wrongTypes();
    wrongRanges();
    wrongOptions();
    wrongVariables();
    wrongArgs();
    otherVerbs();
    return Stream.concat(
        calls.entrySet().stream()
            .map(call ->
                DynamicTest.dynamicTest(
                    call.getKey(), () -> refuse(call.getKey(), call.getValue()))),
        Stream.of(DynamicTest.dynamicTest("no golden file unused", golden::checkThatAllWereUsed)));
  }

  private void refuse(String name, CniCall call) throws IOException, InterruptedException {
    List<HeldAddress> before = SERVICE.standalone().entries();
    Answer answer = SERVICE.standalone().callThroughShim(call);
    golden.check(name + ".json", answer.stdout());
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.code()).isPositive();
    assertThat(SERVICE.standalone().entries()).isEqualTo(before).hasSize(1);
  }

  private void notConfigurations() {
    stdin("stdin-empty", "");
    stdin("stdin-blank", " \n");
    stdin("stdin-no-json", "{nope");
    stdin("stdin-cut", "{\"cniVersion\":\"1.1.0\",\"name\":\"net-a\"");
    stdin("stdin-array", "[]");
    stdin("stdin-null", "null");
    stdin("stdin-text-after-it", Networks.range("net-a", "10.0.0.0/24") + " x");
    stdin("stdin-over-1-mib", " ".repeat((1 << 20) + 1));
    stdin("name-missing", "{\"cniVersion\":\"1.1.0\",\"ipam\":{\"type\":\"whereabouts\"}}");
    stdin("ipam-missing", "{\"cniVersion\":\"1.1.0\",\"name\":\"net-a\"}");
    stdin("name-too-long", Networks.range("n".repeat(254), "10.0.0.0/24"));
    config("cniversion-unknown", "9.9.9", "\"range\":\"10.0.0.0/24\"");
  }

  private void wrongTypes() {
    stdin("type-of-name", "{\"cniVersion\":\"1.1.0\",\"name\":5,\"ipam\":{}}");
    stdin("type-of-cniversion", "{\"cniVersion\":1.1,\"name\":\"net-a\",\"ipam\":{}}");
    stdin("type-of-ipam", "{\"cniVersion\":\"1.1.0\",\"name\":\"net-a\",\"ipam\":[]}");
    ipam("type-of-range", "\"range\":5");
    ipam("type-of-ipranges", "\"ipRanges\":{\"range\":\"10.0.0.0/24\"}");
    ipam("type-of-exclude", "\"range\":\"10.0.0.0/24\",\"exclude\":\"10.0.0.1\"");
    ipam("type-of-routes", "\"range\":\"10.0.0.0/24\",\"routes\":[5]");
    ipam(
        "type-of-enable-overlapping-ranges",
        "\"range\":\"10.0.0.0/24\",\"enable_overlapping_ranges\":\"no\"");
  }

  private void wrongRanges() {
    ipam("range-missing", "\"gateway\":\"10.0.0.1\"");
    range("range-empty", "");
    range("range-text", "banana");
    range("range-without-prefix", "10.0.0.0");
    range("range-three-octets", "10.0.0/24");
    range("range-octet-too-large", "10.0.256.0/24");
    range("range-prefix-too-long", "10.0.0.0/33");
    range("range-families-mixed", "10.0.0.1-fd00::1/64");
    range("range-first-outside", "10.0.1.5-10.0.2.25/24");
    range("range-31", "10.0.0.4/31");
    range("range-32", "10.0.0.4/32");
    range("range-127", "fd00::4/127");
    range("range-128", "fd00::4/128");
  }

  private void wrongOptions() {
    ipam("exclude-text", "\"range\":\"10.0.0.0/24\",\"exclude\":[\"foo\"]");
    ipam("gateway-text", "\"range\":\"10.0.0.0/24\",\"gateway\":\"router\"");
    ipam("gateway-with-prefix", "\"range\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.1/24\"");
    ipam("route-without-dst", "\"range\":\"10.0.0.0/24\",\"routes\":[{\"gw\":\"10.0.0.1\"}]");
    ipam("address-without-prefix", "\"addresses\":[{\"address\":\"10.0.0.9\"}]");
    ipam("several-mistakes", "\"range\":\"10.0.0.0/33\",\"gateway\":\"x\",\"exclude\":[\"y\"]");
    stdin(
        "ipam-of-another-plugin",
        "{\"cniVersion\":\"1.1.0\",\"name\":\"net-a\",\"ipam\":{\"type\":\"static\"}}");
  }

  private void wrongVariables() {
    call("command-unknown", good -> good.with("CNI_COMMAND", "FOO"));
    call("command-in-lower-case", good -> good.with("CNI_COMMAND", "add"));
    for (String variable : List.of("CNI_CONTAINERID", "CNI_IFNAME", "CNI_NETNS", "CNI_PATH")) {
      call("without-" + variable.toLowerCase(Locale.ROOT), good -> good.without(variable));
    }
    call(
        "without-several",
        good -> good.without("CNI_CONTAINERID").without("CNI_IFNAME").without("CNI_PATH"));
    call("container-with-newline", good -> good.with("CNI_CONTAINERID", "c1\nCNI-Exit: 0"));
    call("container-with-percent", good -> good.with("CNI_CONTAINERID", "c%31"));
    call("container-with-umlaut", good -> good.with("CNI_CONTAINERID", "größe"));
    call("container-too-long", good -> good.with("CNI_CONTAINERID", "c".repeat(254)));
    call("netns-too-long", good -> good.with("CNI_NETNS", "/" + "n".repeat(4095)));
    call(
        "interface-missing-in-an-older-network",
        good -> good.without("CNI_IFNAME").withStdin(OLDER_NETWORK));
    call("interface-too-long", good -> good.with("CNI_IFNAME", "a23456789b123456"));
    call("interface-with-slash", good -> good.with("CNI_IFNAME", "../net1"));
    call("interface-with-newline", good -> good.with("CNI_IFNAME", "net1\n"));
    call("interface-of-dots", good -> good.with("CNI_IFNAME", ".."));
    call("netns-is-the-shims-own", good -> good.with("CNI_NETNS", "/proc/self/ns/net"));
  }

  private void wrongArgs() {
    call("args-missing", good -> good.without("CNI_ARGS"));
    call("args-without-equals", good -> good.with("CNI_ARGS", "K8S_POD_NAME"));
    call("args-with-two-equals", good -> good.with("CNI_ARGS", ATTACHMENT.args() + ";A=b=c"));
    call("args-with-empty-pair", good -> good.with("CNI_ARGS", ATTACHMENT.args() + ";;"));
    call("args-of-separators", good -> good.with("CNI_ARGS", "=;=;="));
    call(
        "args-pod-uid-too-long",
        good -> good.with("CNI_ARGS", "K8S_POD_NAME=p1;K8S_POD_UID=" + "u".repeat(254)));
    call("args-bad-without-network", good -> good.with("CNI_ARGS", "x").withStdin("{nope"));
    call("args-unknown-key", good -> good.with("CNI_ARGS", "K8S_POD_NAME=p1;COLOUR=red"));
    call("args-bad-ignoreunknown", good -> good.with("CNI_ARGS", "IgnoreUnknown=maybe"));
    call("args-bad-ip", good -> good.with("CNI_ARGS", ATTACHMENT.args() + ";IP=10.0.0"));
    call("args-bad-utf-8-ip", good -> good.with("CNI_ARGS", ATTACHMENT.args() + ";IP=１０.0.0.1"));
    call(
        "args-of-100-kib",
        good -> good.with("CNI_ARGS", ATTACHMENT.args() + ";X=" + "x".repeat(100 * 1024)));
  }

  private void otherVerbs() {
    call("del-stdin-empty", good -> good.with("CNI_COMMAND", "DEL").withStdin(""));
    call("check-without-prevresult", good -> good.with("CNI_COMMAND", "CHECK"));
    call(
        "status-with-bad-range",
        good ->
            good.with("CNI_COMMAND", "STATUS").withStdin(Networks.range("net-a", "10.0.0.0/33")));
  }

  private void range(String name, String range) {
    ipam(name, "\"range\":\"" + range + "\"");
  }

  private void ipam(String name, String ipam) {
    config(name, "1.1.0", ipam);
  }

  private void config(String name, String version, String ipam) {
    stdin(name, Networks.network(version, "net-a", ipam));
  }

  private void stdin(String name, String stdin) {
    call(name, good -> good.withStdin(stdin));
  }

  private void call(String name, UnaryOperator<CniCall> mistake) {
    assertThat(calls.put(name, mistake.apply(GOOD))).as("two calls named " + name).isNull();
  }
}

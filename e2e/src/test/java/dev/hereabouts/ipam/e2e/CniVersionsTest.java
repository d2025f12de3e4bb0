package dev.hereabouts.ipam.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ADD and CHECK answer in each version of the CNI specification. */
final class CniVersionsTest {
  private static final List<String> WITHOUT_CHECK = List.of("0.1.0", "0.2.0", "0.3.0", "0.3.1");
  private static final List<String> WITH_CHECK = List.of("0.4.0", "1.0.0", "1.1.0");
  private static final Map<String, String> STACKS =
      new TreeMap<>(
          Map.of(
              "v4",
              """
              "range":"10.0.0.0/24","gateway":"10.0.0.254",\
              "routes":[{"dst":"0.0.0.0/0"},{"dst":"172.31.0.0/16","gw":"10.0.0.253"}],\
              "dns":{"nameservers":["10.0.0.2"],"domain":"example.org","search":["example.org"]}\
              """,
              "v6",
              """
              "range":"fd00::/64","gateway":"fd00::ffff",\
              "routes":[{"dst":"::/0"},{"dst":"fd31::/16","gw":"fd00::fffe"}],\
              "dns":{"nameservers":["fd00::2"],"options":["ndots:2"]}\
              """,
              "dual",
              """
              "ipRanges":[{"range":"10.0.0.0/24","gateway":"10.0.0.254"},\
              {"range":"fd00::/64","gateway":"fd00::ffff"}],\
              "routes":[{"dst":"0.0.0.0/0"},{"dst":"::/0","gw":"fd00::fffe"}],\
              "dns":{"nameservers":["10.0.0.2","fd00::2"]}\
              """));

  @RegisterExtension static final RunningService SERVICE = new RunningService();

  private final Golden golden = new Golden("versions");

  @TestFactory
  Stream<DynamicTest> addAndCheck() {
    Stream<DynamicTest> tests =
        Stream.concat(WITHOUT_CHECK.stream(), WITH_CHECK.stream())
            .flatMap(version ->
                STACKS.keySet().stream()
                    .map(stack ->
                        DynamicTest.dynamicTest(
                            version + " " + stack, () -> addAndCheck(version, stack))));
    return Stream.concat(
        tests,
        Stream.of(DynamicTest.dynamicTest("no golden file unused", golden::checkThatAllWereUsed)));
  }

  private void addAndCheck(String version, String stack) throws IOException, InterruptedException {
    Attachment attachment = new Attachment("c1", "net1", Pod.of(version + stack, "default", "p1"));
    String config = Networks.network(version, "net-a", requireNonNull(STACKS.get(stack)));
    Answer added = SERVICE.standalone().callThroughShim(CniCall.add(attachment, config));
    assertThat(added.exit()).as(added.stdout()).isZero();
    golden.check(version + "-" + stack + ".json", added.stdout());

    CniCall check =
        CniCall.of(
            "CHECK",
            attachment,
            config.substring(0, config.length() - 1) + ",\"prevResult\":" + added.stdout() + "}");
    Answer checked = SERVICE.standalone().callThroughShim(check);
    if (WITH_CHECK.contains(version)) {
      checked.isSilentSuccess();
    } else {
      checked.isError(1, "config version does not allow CHECK");
    }

    SERVICE.standalone().callThroughShim(CniCall.del(attachment, config)).isSilentSuccess();
    if (WITH_CHECK.contains(version)) {
      SERVICE.standalone().callThroughShim(check).isError(101, Answer.bare(added.ips().getFirst()));
    }
  }
}

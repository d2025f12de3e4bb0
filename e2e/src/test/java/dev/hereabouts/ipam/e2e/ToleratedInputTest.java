package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Input that is odd but works: what the caller gets, and that the log names what is odd once,
 * however often it comes.
 */
final class ToleratedInputTest {
  private static final int TIMES = 5;
  private static final int LARGEST_STDIN = 1 << 20;

  /** How a line of the log begins; no input may begin one of its own. */
  private static final Pattern LINE = Pattern.compile("^[0-9-]{10}T[0-9:.]{12}");

  @RegisterExtension static final RunningService SERVICE = new RunningService();

  private final Golden golden = new Golden("tolerated");

  /**
   * @param warnings what is to be found in the log, each in a line of its own
   */
  private record Oddity(String name, CniCall call, List<String> warnings) {}

  @TestFactory
  Stream<DynamicTest> worksAndIsWarnedOfOnce() {
    Stream<Oddity> oddities =
        Stream.of(
            odd("unknown-keys", "\"range\":\"10.0.0.0/24\",\"colour\":\"red\"", "ipam.colour"),
            odd(
                "start-outside",
                "\"range\":\"10.1.0.0/24\",\"range_start\":\"10.99.0.1\"",
                "ipam.range_start"),
            odd(
                "end-outside",
                "\"range\":\"10.2.0.0/24\",\"range_end\":\"10.99.0.2\"",
                "ipam.range_end"),
            odd(
                "start-of-other-family",
                "\"range\":\"10.3.0.0/24\",\"range_start\":\"fd00::3\"",
                "fd00::3"),
            odd(
                "exclude-outside",
                "\"range\":\"10.4.0.0/24\",\"exclude\":[\"10.99.0.0/28\"]",
                "10.99.0.0/28"),
            odd(
                "exclude-of-other-family",
                "\"range\":\"10.5.0.0/24\",\"exclude\":[\"fd00:5::/112\"]",
                "fd00:5::/112"),
            odd(
                "gateway-inside",
                "\"range\":\"10.6.0.0/24\",\"gateway\":\"10.6.0.1\"",
                "ipam.gateway"),
            odd(
                "gateway-of-other-family",
                "\"range\":\"10.7.0.0/24\",\"gateway\":\"fd00:7::1\"",
                "fd00:7::1"),
            odd(
                "route-of-two-families",
                "\"range\":\"10.10.0.0/24\",\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"fd00:8::1\"}]",
                "ipam.routes[0].gw"),
            odd(
                "log-file",
                "\"range\":\"10.13.0.0/24\",\"log_file\":\"/etc/hereabouts-test.log\"",
                "ipam.log_file"),
            largest("stdin-of-1-mib"),
            named("pod-with-umlaut", "größe"),
            named("pod-with-percent", "50%41"),
            named("pod-with-newline", "one\ntwo\r\nCNI-Exit: 7"));
    return Stream.concat(
        oddities.map(oddity -> DynamicTest.dynamicTest(oddity.name(), () -> tolerate(oddity))),
        Stream.of(DynamicTest.dynamicTest("no golden file unused", golden::checkThatAllWereUsed)));
  }

  private void tolerate(Oddity oddity) throws IOException, InterruptedException {
    Answer first = SERVICE.standalone().callThroughShim(oddity.call());
    golden.check(oddity.name() + ".json", first.stdout());
    assertThat(first.exit()).isZero();
    for (int i = 1; i < TIMES; i++) {
      assertThat(SERVICE.standalone().callThroughShim(oddity.call())).isEqualTo(first);
    }
    for (String warning : oddity.warnings()) {
      assertThat(
              SERVICE.standalone().log().lines().filter(line -> isWarning(line, oddity, warning)))
          .hasSize(1);
    }
    assertThat(SERVICE.standalone().log().lines())
        .as("the log")
        .allMatch(line -> LINE.matcher(line).find());
    SERVICE
        .standalone()
        .callThroughShim(oddity.call().with("CNI_COMMAND", "DEL"))
        .isSilentSuccess();
    assertThat(SERVICE.standalone().entries()).isEmpty();
  }

  private static boolean isWarning(String line, Oddity oddity, String about) {
    boolean ofFile = line.contains("WARN") && line.contains("NetworkLogFiles");
    boolean ofCall =
        line.contains("WARN cni - ADD ") && line.contains(" network=" + oddity.name() + " ");
    return (ofFile || ofCall) && line.contains(about);
  }

  private static Oddity odd(String name, String ipam, String warning) {
    return new Oddity(
        name, CniCall.add(attachment(name), Networks.network(name, ipam)), List.of(warning));
  }

  private static Oddity largest(String name) {
    String config = Networks.range(name, "10.8.0.0/24");
    String padding = " ".repeat(LARGEST_STDIN - config.length());
    return new Oddity(name, CniCall.add(attachment(name), config + padding), List.of());
  }

  private static Oddity named(String name, String pod) {
    return new Oddity(
        name, CniCall.add(attachment(pod), Networks.range(name, "10.9.0.0/24")), List.of());
  }

  private static Attachment attachment(String pod) {
    return new Attachment("c1", "net1", Pod.of("tolerated", "default", pod));
  }
}

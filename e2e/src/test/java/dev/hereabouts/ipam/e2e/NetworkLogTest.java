package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls of networks that name a {@code log_file}, through the shim. */
final class NetworkLogTest {
  private static final int FULL = 100;

  @RegisterExtension static final RunningService SERVICE = new RunningService();

  @Test
  void callsThatWentWellAndCallsThatFailedAreInTheFile() throws IOException, InterruptedException {
    Path file = SERVICE.standalone().directory().resolve("all.log");
    String config = network("net-all", file, "debug");
    call(CniCall.add(attachment("all-1"), config)).ips();
    call(CniCall.add(attachment("all-2"), config)).ips();
    call(CniCall.add(attachment("all-3"), config)).isError(FULL, "Could not allocate IP in range");
    call(CniCall.del(attachment("all-1"), config)).isSilentSuccess();
    Await.until("four lines in " + file, () -> lines(file) == 4);
    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            line -> assertThat(line).contains("ADD network=net-all", "all-1", "10.7.0.1/30"),
            line -> assertThat(line).contains("ADD network=net-all", "all-2", "10.7.0.2/30"),
            line -> assertThat(line).contains("ADD network=net-all", "all-3", "failed with code"),
            line -> assertThat(line).contains("DEL network=net-all", "all-1"));
  }

  @Test
  void withTheLevelErrorOnlyCallsThatFailedAreInTheFile() throws IOException, InterruptedException {
    Path file = SERVICE.standalone().directory().resolve("errors.log");
    String config = network("net-errors", file, "ERROR");
    call(CniCall.add(attachment("errors-1"), config)).ips();
    call(CniCall.add(attachment("errors-2"), config)).ips();
    call(CniCall.add(attachment("errors-3"), config))
        .isError(FULL, "Could not allocate IP in range");
    // Lines are written in the order of the calls: those of the first two would be there, too.
    Await.until("a line in " + file, () -> lines(file) > 0);
    assertThat(Files.readAllLines(file))
        .singleElement()
        .asString()
        .contains("errors-3", "failed with code");
  }

  @Test
  void aLinkIsNotFollowedAndTheCallIsServed() throws IOException, InterruptedException {
    Path directory = SERVICE.standalone().directory();
    Path target = Files.writeString(directory.resolve("target"), "as it was");
    Path link = Files.createSymbolicLink(directory.resolve("link.log"), target);
    call(CniCall.add(attachment("link-1"), network("net-link", link, "debug"))).ips();
    Await.until(
        "a warning", () -> SERVICE.standalone().log().contains(link + "\" cannot be written"));
    assertThat(target).hasContent("as it was");
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readString(file).chars().filter(one -> one == '\n').count()
        : 0;
  }

  private static Answer call(CniCall call) throws IOException, InterruptedException {
    return SERVICE.standalone().callThroughShim(call);
  }

  private static Attachment attachment(String name) {
    return new Attachment(name, "net1", Pod.of("network-log", "default", name));
  }

  /** A network with two addresses of its own. */
  private static String network(String name, Path file, String level) {
    return """
    {"cniVersion": "1.0.0", "name": "%1$s", "type": "macvlan", "ipam": {"type": "whereabouts",
     "range": "10.7.0.0/30", "network_name": "%1$s", "log_file": "%2$s", "log_level": "%3$s"}}
    """
        .formatted(name, file, level);
  }
}

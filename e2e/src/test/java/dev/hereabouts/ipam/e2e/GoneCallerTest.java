package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Callers that do not wait for their answer.
 *
 * <p>The service is halted while they call, so that what they send and that they leave is there at
 * once when it goes on: it always learns of both before its store has written. It reads what came
 * first first, but a connection that it has just served may still stand before that; so the last
 * question before a halt goes through the connection that is to be read first.
 */
final class GoneCallerTest {
  private static final String CONFIG = Networks.range("net-a", "10.0.0.0/24");
  private static final int ROUNDS = 10;
  private static final int CALLERS = 20;

  @RegisterExtension static final RunningService SERVICE = new RunningService();

  @Test
  void anAddWhoseCallerLeftHoldsNothing() throws IOException, InterruptedException {
    for (int round = 1; round <= ROUNDS; round++) {
      long before = addsAnswered();
      SERVICE.standalone().pause();
      for (int caller = 0; caller < CALLERS; caller++) {
        try (SocketConnection connection = SERVICE.standalone().connect()) {
          connection.send(CniCall.add(attachment("left" + round + "-" + caller), CONFIG));
        }
      }
      SERVICE.standalone().resume();
      Await.until("all ADDs are decided", () -> addsAnswered() == before + CALLERS);
      Await.until("nothing is held", () -> SERVICE.standalone().entries().isEmpty());
      Attachment stays = attachment("stays" + round);
      assertThat(SERVICE.standalone().callThroughShim(CniCall.add(stays, CONFIG)).address())
          .isEqualTo("10.0.0.1");
      SERVICE.standalone().callThroughShim(CniCall.del(stays, CONFIG)).isSilentSuccess();
    }
  }

  @Test
  void aDelThatArrivesWhileItsAddRunsLeavesNothingHeld() throws IOException, InterruptedException {
    try (SocketConnection adds = SERVICE.standalone().connect();
        SocketConnection dels = SERVICE.standalone().connect()) {
      int cancelled = 0;
      adds.get("/healthz");
      dels.get("/healthz");
      for (int i = 0; i < CALLERS; i++) {
        Attachment attachment = attachment("overtaken" + i);
        SERVICE.standalone().pause();
        adds.send(CniCall.add(attachment, CONFIG));
        dels.send(CniCall.del(attachment, CONFIG));
        SERVICE.standalone().resume();
        Answer added = adds.receive();
        dels.receive().isSilentSuccess();
        if (!added.isSuccess()) {
          added.isError(11, "the sandbox was deleted");
          cancelled++;
        }
        assertThat(adds.entries()).as("after the ADD was answered " + added).isEmpty();
      }
      assertThat(cancelled).as("ADDs that were running when the DEL came").isPositive();
    }
  }

  private static long addsAnswered() throws IOException {
    try (SocketConnection connection = SERVICE.standalone().connect()) {
      return connection
          .get("/metrics")
          .lines()
          .filter(line -> line.startsWith("hereabouts_cni_call_seconds_count{command=\"ADD\""))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private static Attachment attachment(String container) {
    return new Attachment(container, "net1", Pod.of("gone", "default", container));
  }
}

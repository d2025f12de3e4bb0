package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.server.node.Standalone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
final class ServiceClientTest {
  @TempDir Path directory;

  @Test
  @DisplayName("a service that does not answer is waited for no longer than the limit")
  void silence() throws IOException {
    try (StrangeService service = StrangeService.silent(socket())) {
      ServiceClient client = new ServiceClient(service.choice(), Duration.ofMillis(200));

      assertThatThrownBy(() -> client.get("/v1/pools", Map.of()))
          .isInstanceOf(ServiceException.class)
          .hasMessage(
              "the service at "
                  + socket()
                  + " (from --socket) did not answer within 200 ms; look at its log");
    }
  }

  @Test
  @DisplayName("an answer that breaks off is no answer")
  void brokenOff() throws IOException {
    try (StrangeService service =
        StrangeService.saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", socket())) {
      assertThatThrownBy(() -> new ServiceClient(service.choice()).get("/v1/pools", Map.of()))
          .isInstanceOf(ServiceException.class)
          .hasMessageStartingWith("the answer of " + socket() + " (from --socket) broke off: ");
    }
  }

  @Test
  @DisplayName("what the service refuses is told in the service's words")
  void refusal() throws IOException {
    try (Standalone service = Standalone.start(socket(), directory.resolve("store"), "node-a")) {
      SocketChoice choice = new SocketChoice(socket(), "from --socket");

      assertThatThrownBy(
              () -> new ServiceClient(choice).get("/v1/entries", Map.of("address", "a&b=c d")))
          .isInstanceOf(ServiceException.class)
          .hasMessage(
              "the service at "
                  + socket()
                  + " (from --socket) refused the question (400): address=a&b=c d is no IP"
                  + " address");
      assertThat(service).isNotNull();
    }
  }

  @Test
  @DisplayName("something else that answers is not taken for the service")
  void somethingElse() throws IOException {
    try (StrangeService service =
        StrangeService.saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", socket())) {
      assertThat(complaint(service))
          .startsWith(
              "what answers at "
                  + socket()
                  + " (from --socket) is not the service of this version: ");
    }
  }

  @Test
  @DisplayName("an answer without a list of pools does not mean that there are none")
  void nothing() throws IOException {
    try (StrangeService service =
        StrangeService.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", socket())) {
      assertThat(complaint(service)).contains("its answer names no list of pools");
    }
  }

  private static String complaint(StrangeService service) {
    StringWriter complaint = new StringWriter();
    Surroundings surroundings = new Surroundings(InstantSource.system(), Map.of(), false);
    Clusters none =
        (_, _, _) -> {
          throw new IOException("no cluster is asked");
        };
    new CommandLine(new PoolsCommand(surroundings, none))
        .setErr(new PrintWriter(complaint))
        .setExecutionExceptionHandler((failure, command, _) -> {
          command.getErr().println(failure.getMessage());
          return ExitCode.FAILED;
        })
        .execute("--socket", service.choice().path().toString());
    return complaint.toString();
  }

  private Path socket() {
    return directory.resolve("s");
  }
}

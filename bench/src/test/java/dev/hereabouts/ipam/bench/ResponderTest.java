package dev.hereabouts.ipam.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The canned responder")
class ResponderTest {
  @TempDir Path scratch;

  @BeforeEach
  void buildPrograms() throws Exception {
    Run.buildPrograms();
  }

  @Test
  @Timeout(60)
  @DisplayName("answers one request after the other with one address, until SIGTERM")
  void answers() throws Exception {
    Path socket = scratch.resolve("s");
    Process responder =
        new ProcessBuilder(Run.program("responder").toString(), socket.toString()).start();
    try (BufferedReader output = responder.inputReader(US_ASCII)) {
      assertThat(output.readLine()).isEqualTo("ready");

      assertThat(ask(socket, "POST /v1/cni HTTP/1.1\r\nContent-Length: 4\r\n\r\n", "body"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("\r\nCNI-Exit: 0\r\n", "\"address\": \"10.0.0.2/16\"");
      assertThat(
              ask(socket, "POST /v1/cni HTTP/1.1\r\ncontent-length: 200000\r\n\r\n", "b", 200000))
          .contains("10.0.0.2/16");
      assertThat(ask(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "")).contains("CNI-Exit");
      assertThat(ask(socket, "POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", "")).isEmpty();
    } finally {
      responder.destroy();
    }

    assertThat(responder.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(responder.exitValue()).isZero();
    assertThat(socket).doesNotExist();
  }

  private static String ask(Path socket, String headers, String body) throws IOException {
    return ask(socket, headers, body, 1);
  }

  private static String ask(Path socket, String headers, String body, int times)
      throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer request = US_ASCII.encode(headers + body.repeat(times));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (channel.read(answer) >= 0) {}
      return US_ASCII.decode(answer.flip()).toString();
    }
  }
}

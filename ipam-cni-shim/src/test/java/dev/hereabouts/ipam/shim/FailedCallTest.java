package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the shim answers itself, with one error in the form of the CNI specification. */
class FailedCallTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path socket;

  @BeforeEach
  void chooseSocket() {
    socket = directory.resolve("ipam.sock");
  }

  @Test
  @DisplayName("where there is no socket the error says so, in the runtime's form")
  void noSocket() throws Exception {
    ShimProcess.Result result = ShimProcess.add(socket).run();

    String expected = new String(Golden.file("error-no-socket.json"), StandardCharsets.UTF_8);
    assertThat(result.stdout())
        .hasToString(expected.strip().replace("@SOCKET@", socket.toString()));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stderr().bytes()).isEmpty();
  }

  @Test
  @DisplayName("without HEREABOUTS_SOCKET, or with an empty one, the usual path is meant")
  void usualPath() throws Exception {
    assumeTrue(
        Files.notExists(Path.of("/run/hereabouts/ipam.sock")), "an agent serves this machine");

    assertThat(message(11, ShimProcess.add(socket).without("HEREABOUTS_SOCKET")))
        .contains("at /run/hereabouts/ipam.sock: connect: no such file or directory");
    assertThat(message(11, ShimProcess.add(socket).with("HEREABOUTS_SOCKET", "")))
        .contains("at /run/hereabouts/ipam.sock: connect: no such file or directory");
  }

  @Test
  @DisplayName("a socket that nobody listens on refuses")
  void nobodyListens() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }

    assertThat(message(11, ShimProcess.add(socket))).contains("connect: connection refused");
  }

  @Test
  @DisplayName("a file that is no socket refuses")
  void notASocket() throws Exception {
    Files.createFile(socket);

    assertThat(message(11, ShimProcess.add(socket))).contains("connect: connection refused");
  }

  @Test
  @DisplayName("a path through a file is named as such")
  void notADirectory() throws Exception {
    Files.createFile(socket);

    assertThat(message(11, ShimProcess.add(socket.resolve("x"))))
        .contains("connect: not a directory");
  }

  @Test
  @DisplayName("a socket that the caller may not use is denied")
  void noPermission() throws Exception {
    String launcher = "exec \"$0\"";
    if (System.getProperty("user.name").equals("root")) {
      assumeTrue(
          Files.isExecutable(Path.of("/usr/bin/setpriv")),
          "root may use every socket and there is no setpriv to take that away");
      launcher = "exec setpriv --bounding-set -dac_override,-dac_read_search \"$0\"";
    }
    try (CannedAgent _ = CannedAgent.answering(socket, "")) {
      Files.setPosixFilePermissions(socket, Set.of(PosixFilePermission.OWNER_READ));

      assertThat(message(11, ShimProcess.add(socket).launchedBy(launcher)))
          .contains("connect: permission denied");
    }
  }

  @Test
  @DisplayName("a path longer than a socket's address is refused with the limit")
  void pathTooLong() throws Exception {
    String longest = "/" + "s".repeat(106);

    assertThat(message(11, ShimProcess.add(Path.of(longest))))
        .contains(longest + ": connect: no such file or directory");
    assertThat(message(4, ShimProcess.add(Path.of(longest + "s"))))
        .contains("HEREABOUTS_SOCKET", longest + "s", "of 108 bytes", "at most 107 bytes");
  }

  @Test
  @DisplayName("odd bytes in the socket's path are escaped, and ill-formed UTF-8 replaced")
  void oddPath() throws Exception {
    byte[] path = "/no\"such\\dir\n\u0001/ö\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(message(11, ShimProcess.add(socket).with("HEREABOUTS_SOCKET", path)))
        .contains("at /no\"such\\dir\n\u0001/\ufffd\ufffd: connect:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the agent closed the connection before it answered",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Le | closed the connection after 40 bytes of the answer's head",
        "H | closed the connection after 1 byte of the answer's head",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Length: 10~~{\"ips | closed the connection after 5 bytes of the 10 bytes of the answer",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Length: 10~~ | closed the connection after 0 bytes of the 10 bytes of the answer",
        "HTTP/1.1 500 Internal Server Error~CNI-Exit: 0~Content-Length: 0~~ | the HTTP status of the answer is 500 Internal Server Error, not 200",
        "HTTP/1.1 200 OK~Content-Length: 2~~{} | the answer has no CNI-Exit header",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Transfer-Encoding: chunked~~0~~ | the answer has a Transfer-Encoding",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Length: 4194305~~ | is not a number from 0 to 4194304",
        "not HTTP at all~~ | does not begin with an HTTP/1.1 status line",
      })
  @DisplayName("an answer that is cut or unusable is named, and none of it is printed")
  void badAnswer(String answer, String reason) throws Exception {
    try (CannedAgent _ = CannedAgent.answering(socket, answer.replace("~", "\r\n"))) {
      assertThat(message(11, ShimProcess.add(socket))).contains(reason, socket.toString(), "curl");
    }
  }

  @Test
  @DisplayName("an answer whose head does not end is given up at 16 KiB")
  void endlessHead() throws Exception {
    try (CannedAgent _ =
        CannedAgent.answering(socket, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000))) {
      assertThat(message(11, ShimProcess.add(socket)))
          .contains("the head of the answer is larger than 16384 bytes");
    }
  }

  @Test
  @DisplayName("an agent that closes before it reads is a broken connection and no signal")
  void closesAtOnce() throws Exception {
    try (CannedAgent _ = CannedAgent.playing(socket, (_, connection) -> connection.close())) {
      assertThat(message(11, ShimProcess.add(socket).input(new byte[1024 * 1024])))
          .containsAnyOf("connection reset by peer", "closed the connection");
    }
  }

  @Test
  @DisplayName("a refusal counts even where the agent did not read the whole request")
  void earlyAnswer() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nCNI-Exit: 1\r\nContent-Length: 7\r\n\r\nrefused";
    try (CannedAgent _ =
        CannedAgent.playing(
            socket,
            (_, connection) ->
                CannedAgent.write(connection, answer.getBytes(StandardCharsets.US_ASCII)))) {
      assertThat(ShimProcess.add(socket).input(new byte[1024 * 1024]).run())
          .hasToString("exit 1, stdout: refused, stderr: ");
    }
  }

  @Test
  @DisplayName("an agent that says nothing is given up when the time is over")
  void silentAgent() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (CannedAgent _ =
        CannedAgent.playing(
            socket,
            (agent, connection) -> {
              agent.readRequest(connection);
              untilClosed(connection);
              done.countDown();
            })) {
      assertThat(message(11, ShimProcess.add(socket).with("HEREABOUTS_TIMEOUT", "300ms")))
          .contains("the time was up before it answered", "300 ms (HEREABOUTS_TIMEOUT)");
      assertThat(done.await(60, TimeUnit.SECONDS)).as("the shim closed its connection").isTrue();
    }
  }

  @Test
  @DisplayName("an agent that does not read is given up when the time is over")
  void agentThatDoesNotRead() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (CannedAgent _ = CannedAgent.playing(socket, (_, _) -> CannedAgent.await(done))) {
      assertThat(
              message(
                  11,
                  ShimProcess.add(socket)
                      .with("HEREABOUTS_TIMEOUT", "300ms")
                      .input(new byte[1024 * 1024])))
          .contains("send: not taken within 300 ms");
    } finally {
      done.countDown();
    }
  }

  @Test
  @DisplayName("an agent that trickles does not outlive the time of the whole call")
  void tricklingAgent() throws Exception {
    try (CannedAgent _ =
        CannedAgent.playing(
            socket,
            (agent, connection) -> {
              agent.readRequest(connection);
              CannedAgent.write(
                  connection,
                  "HTTP/1.1 200 OK\r\nCNI-Exit: 0\r\nContent-Length: 1000000\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              while (true) {
                CannedAgent.write(connection, new byte[] {'x'});
                LockSupport.parkNanos(10_000_000);
              }
            })) {
      assertThat(message(11, ShimProcess.add(socket).with("HEREABOUTS_TIMEOUT", "300ms")))
          .contains("receive: the time was up after ", "bytes of the 1000000 bytes of the answer");
    }
  }

  @Test
  @DisplayName("an agent that does not accept is given up when the time is over")
  void fullBacklog() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address, 1);
      try (SocketChannel _ = SocketChannel.open(address);
          SocketChannel _ = SocketChannel.open(address)) {
        assertThat(message(11, ShimProcess.add(socket).with("HEREABOUTS_TIMEOUT", "300ms")))
            .contains("connect: not accepted within 300 ms");
      }
    }
  }

  @Test
  @DisplayName("standard input that does not end is given up when the time is over")
  void silentInput() throws Exception {
    ShimProcess.Result result =
        ShimProcess.add(socket).with("HEREABOUTS_TIMEOUT", "300ms").runWithSilentInput();

    assertThat(message(5, result)).contains("standard input", "did not end within 300 ms");
  }

  @ParameterizedTest
  @CsvSource({"<&-, bad file descriptor", "</, is a directory"})
  @DisplayName("standard input that cannot be read is an I/O failure")
  void unreadableInput(String redirection, String reason) throws Exception {
    assertThat(message(5, ShimProcess.add(socket).launchedBy("exec \"$0\" " + redirection)))
        .contains("standard input cannot be read: " + reason);
  }

  @Test
  @DisplayName("one byte more than 1 MiB is refused, and the agent does not hear of it")
  void tooMuchInput() throws Exception {
    try (CannedAgent agent = CannedAgent.answering(socket, "")) {
      assertThat(message(6, ShimProcess.add(socket).input(new byte[1024 * 1024 + 1])))
          .contains("at most 1 MiB (1048576 bytes)");
      assertThat(agent.wasAsked()).isFalse();
    }
  }

  @Test
  @DisplayName("a variable larger than 16 KiB is refused with the limit")
  void variableTooLarge() throws Exception {
    assertThat(message(4, ShimProcess.add(socket).with("CNI_ARGS", "a".repeat(16 * 1024 + 1))))
        .contains("CNI_ARGS has 16385 bytes; at most 16384 are allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "0", "1h"})
  @DisplayName("a wrong HEREABOUTS_TIMEOUT is named before anything is read or sent")
  void wrongTimeout(String value) throws Exception {
    ShimProcess.Result result =
        ShimProcess.add(socket).with("HEREABOUTS_TIMEOUT", value).runWithSilentInput();

    assertThat(message(4, result)).contains("HEREABOUTS_TIMEOUT", "'" + value + "'", "60s");
  }

  @Test
  @DisplayName("a closed standard output is exit code 1")
  void closedOutput() throws Exception {
    assertThat(ShimProcess.add(socket).launchedBy("exec \"$0\" >&-").run())
        .hasToString("exit 1, stdout: , stderr: ");
  }

  private static String message(int code, ShimProcess shim) throws Exception {
    return message(code, shim.run());
  }

  /** The message of a result that has to be one well-formed error. */
  private static String message(int code, ShimProcess.Result result) throws IOException {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    JsonNode error = JSON.readTree(result.stdout().bytes());
    assertThat(error.get("cniVersion").asText()).isEqualTo("1.1.0");
    assertThat(error.get("code").asInt()).as(result.toString()).isEqualTo(code);
    assertThat(error.get("details").asText()).startsWith("CNI_COMMAND=ADD CNI_CONTAINERID=0a1b2c");
    return error.get("msg").asText();
  }

  private static void untilClosed(SocketChannel connection) throws IOException {
    connection.read(ByteBuffer.allocate(1));
  }
}

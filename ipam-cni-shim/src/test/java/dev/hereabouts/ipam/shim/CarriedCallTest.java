package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the binary carries to an agent and back. */
class CarriedCallTest {
  private static final String NO_ADDRESSES =
      "HTTP/1.1 200 OK\r\nCNI-Exit: 0\r\nContent-Length: 0\r\n\r\n";

  @TempDir private Path directory;
  private Path socket;

  @BeforeEach
  void chooseSocket() {
    socket = directory.resolve("ipam.sock");
  }

  @Test
  @DisplayName("the request is the one that the contract describes, byte by byte")
  void request() throws Exception {
    try (CannedAgent agent = CannedAgent.answering(socket, NO_ADDRESSES)) {
      ShimProcess.Result result =
          ShimProcess.add(socket)
              .input("{ \"name\": \"n\" }\r\n\u0000ö".getBytes(StandardCharsets.UTF_8))
              .run();

      assertThat(agent.request()).isEqualTo(Golden.file("request.http"));
      assertThat(result).hasToString("exit 0, stdout: , stderr: ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255})
  @DisplayName("the agent's bytes are printed as they are and its exit code is the process's")
  void answer(int exitCode) throws Exception {
    byte[] body = new byte[70_000];
    new Random(exitCode).nextBytes(body);
    try (CannedAgent _ = CannedAgent.answering(socket, answer(exitCode, body))) {
      ShimProcess.Result result = ShimProcess.add(socket).run();

      assertThat(result.exitCode()).isEqualTo(exitCode);
      assertThat(result.stdout().bytes()).isEqualTo(body);
      assertThat(result.stderr().bytes()).isEmpty();
    }
  }

  @Test
  @DisplayName("an answer that comes byte by byte is put together")
  void pieces() throws Exception {
    byte[] answer = answer(3, "{\"code\": 100}".getBytes(StandardCharsets.US_ASCII));
    try (CannedAgent _ =
        CannedAgent.playing(
            socket,
            (agent, connection) -> {
              agent.readRequest(connection);
              for (byte b : answer) {
                CannedAgent.write(connection, new byte[] {b});
              }
            })) {
      assertThat(ShimProcess.add(socket).run())
          .hasToString("exit 3, stdout: {\"code\": 100}, stderr: ");
    }
  }

  @Test
  @DisplayName("a whole answer counts even where the agent keeps the connection open")
  void connectionLeftOpen() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (CannedAgent _ =
        CannedAgent.playing(
            socket,
            (agent, connection) -> {
              agent.readRequest(connection);
              CannedAgent.write(connection, answer(0, new byte[] {'x'}));
              CannedAgent.await(done);
            })) {
      assertThat(ShimProcess.add(socket).run()).hasToString("exit 0, stdout: x, stderr: ");
    } finally {
      done.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 4097, 262144, 1048575, 1048576})
  @DisplayName("standard input of any length up to exactly 1 MiB comes back from an echo")
  void echo(int length) throws Exception {
    byte[] input = new byte[length];
    new Random(length).nextBytes(input);
    try (CannedAgent _ =
        CannedAgent.playing(
            socket,
            (agent, connection) -> {
              byte[] request = agent.readRequest(connection);
              byte[] body = new byte[length];
              System.arraycopy(request, request.length - length, body, 0, length);
              CannedAgent.write(connection, answer(0, body));
            })) {
      ShimProcess.Result result = ShimProcess.add(socket).input(input).run();

      assertThat(result.exitCode()).isZero();
      assertThat(result.stdout().bytes()).isEqualTo(input);
    }
  }

  @Test
  @DisplayName("an answer of 4 MiB, the largest allowed, is printed")
  void largestAnswer() throws Exception {
    byte[] body = new byte[4 * 1024 * 1024];
    new Random(4).nextBytes(body);
    try (CannedAgent _ = CannedAgent.answering(socket, answer(0, body))) {
      assertThat(ShimProcess.add(socket).run().stdout().bytes()).isEqualTo(body);
    }
  }

  @Test
  @DisplayName("every byte of a variable arrives, valid UTF-8 or not, and none breaks the request")
  void oddBytes() throws Exception {
    byte[] value = new byte[255];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (i + 1);
    }
    try (CannedAgent agent = CannedAgent.answering(socket, NO_ADDRESSES)) {
      ShimProcess.Result result = ShimProcess.add(socket).with("CNI_ARGS", value).run();

      assertThat(result.exitCode()).isZero();
      String header =
          new String(agent.request(), StandardCharsets.ISO_8859_1)
              .lines()
              .filter(line -> line.startsWith("CNI-Args: "))
              .findFirst()
              .orElseThrow();
      assertThat(header).matches("CNI-Args: [A-Za-z0-9._~%-]*");
      assertThat(
              URLDecoder.decode(
                  header.substring("CNI-Args: ".length()), StandardCharsets.ISO_8859_1))
          .isEqualTo(new String(value, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  @DisplayName("variables of the largest size, each byte encoded as three, fit")
  void largestVariables() throws Exception {
    byte[] value = new byte[Environment.MAX_VALUE];
    Arrays.fill(value, (byte) '%');
    ShimProcess shim = ShimProcess.add(socket);
    for (String name :
        new String[] {"CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_ARGS", "CNI_PATH"}) {
      shim.with(name, value);
    }
    try (CannedAgent agent = CannedAgent.answering(socket, NO_ADDRESSES)) {
      assertThat(shim.run().exitCode()).isZero();
      assertThat(agent.request().length).isGreaterThan(5 * 3 * value.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEL", "GC", "STATUS", "FOO"})
  @DisplayName("every other command is the agent's to answer, also one that nobody knows")
  void otherCommands(String command) throws Exception {
    try (CannedAgent agent = CannedAgent.answering(socket, answer(1, new byte[] {'e'}))) {
      assertThat(ShimProcess.call(command, socket).run())
          .hasToString("exit 1, stdout: e, stderr: ");
      assertThat(new String(agent.request(), StandardCharsets.ISO_8859_1))
          .contains("\r\nCNI-Command: " + command + "\r\n");
    }
  }

  @Test
  @DisplayName("a reader of standard output that has gone is an exit code 1 and no signal")
  void readerGone() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (CannedAgent agent =
        CannedAgent.playing(
            socket,
            (canned, connection) -> {
              canned.readRequest(connection);
              CannedAgent.await(closed);
              CannedAgent.write(connection, answer(0, new byte[100_000]));
            })) {
      Process process = ShimProcess.add(socket).start();
      process.getOutputStream().close();
      agent.request();
      process.getInputStream().close();
      closed.countDown();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("while it waits for the agent it holds at most 2 MiB of memory")
  void resident() throws Exception {
    CountDownLatch measured = new CountDownLatch(1);
    try (CannedAgent agent =
        CannedAgent.playing(
            socket,
            (canned, connection) -> {
              canned.readRequest(connection);
              CannedAgent.await(measured);
              CannedAgent.write(connection, answer(0, new byte[2000]));
            })) {
      Process process = ShimProcess.add(socket).start();
      process.getOutputStream().write(new byte[2000]);
      process.getOutputStream().close();
      agent.request();
      Path self = Path.of("/proc", Long.toString(process.pid()));
      assertThat(Files.readSymbolicLink(self.resolve("exe")))
          .isEqualTo(ShimProcess.BINARY.toRealPath());
      String peak =
          Files.readAllLines(self.resolve("status")).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .findFirst()
              .orElseThrow();
      measured.countDown();

      assertThat(Integer.parseInt(peak.replaceAll("\\D", ""))).as(peak).isBetween(100, 2048);
      assertThat(process.waitFor()).isZero();
    }
  }

  private static byte[] answer(int exitCode, byte[] body) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncni-exit: %d\r\ncontent-length: %d\r\n\r\n"
            .formatted(exitCode, body.length)
            .getBytes(StandardCharsets.US_ASCII));
    answer.writeBytes(body);
    return answer.toByteArray();
  }
}

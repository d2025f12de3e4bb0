package dev.hereabouts.ipam.shim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent that takes one connection and plays a script on it. */
final class CannedAgent implements AutoCloseable {
  private static final Pattern CONTENT_LENGTH = Pattern.compile("Content-Length: (\\d+)\r\n");

  private final ServerSocketChannel server;
  private final CompletableFuture<byte[]> request = new CompletableFuture<>();

  /** What the agent does with its connection; the connection is closed at the end. */
  interface Script {
    void play(CannedAgent agent, SocketChannel connection) throws IOException;
  }

  private CannedAgent(ServerSocketChannel server) {
    this.server = server;
  }

  static CannedAgent playing(Path socket, Script script) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    CannedAgent agent = new CannedAgent(server);
    Thread.ofPlatform().daemon().name("canned-agent").start(() -> agent.serve(script));
    return agent;
  }

  /** Answers with these bytes once the whole request is there. */
  static CannedAgent answering(Path socket, byte[] answer) throws IOException {
    return playing(
        socket,
        (agent, connection) -> {
          agent.readRequest(connection);
          write(connection, answer);
        });
  }

  static CannedAgent answering(Path socket, String answer) throws IOException {
    return answering(socket, answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void serve(Script script) {
    try (SocketChannel connection = server.accept()) {
      script.play(this, connection);
    } catch (IOException e) {
      request.completeExceptionally(e);
    }
  }

  /** Reads one request, head and body, which {@link #request} then returns. */
  byte[] readRequest(SocketChannel connection) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(65536);
    while (!isWhole(received.toByteArray()) && connection.read(buffer) >= 0) {
      received.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    request.complete(received.toByteArray());
    return received.toByteArray();
  }

  private static boolean isWhole(byte[] received) {
    String text = new String(received, StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    Matcher length = CONTENT_LENGTH.matcher(text);
    return head >= 0
        && length.find()
        && received.length == head + 4 + Integer.parseInt(length.group(1));
  }

  static void write(SocketChannel connection, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      connection.write(buffer);
    }
  }

  /** Keeps a script from going on before this happened, or a minute is over. */
  static void await(CountDownLatch event) {
    try {
      event.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The request as it came. */
  byte[] request() throws Exception {
    return request.get(30, TimeUnit.SECONDS);
  }

  boolean wasAsked() {
    return request.isDone();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Something that listens at a socket and says one thing. */
final class StrangeService implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;

  private StrangeService(Path socket, ServerSocketChannel server) {
    this.socket = socket;
    this.server = server;
  }

  /** One that accepts no connection: callers wait in its queue. */
  static StrangeService silent(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    return new StrangeService(socket, server);
  }

  /** One that waits for a request's first bytes, says this, and hangs up; once. */
  static StrangeService saying(String answer, Path socket) throws IOException {
    StrangeService service = silent(socket);
    Thread.ofVirtual().start(() -> service.answer(answer));
    return service;
  }

  private void answer(String answer) {
    try (SocketChannel caller = server.accept()) {
      caller.read(ByteBuffer.allocate(8_192));
      caller.write(StandardCharsets.UTF_8.encode(answer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SocketChoice choice() {
    return new SocketChoice(socket, "from --socket");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

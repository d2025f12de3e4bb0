package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Free TCP ports on loopback, below those that systems give to outgoing connections: such a
 * connection of anyone could take the API server's port while it is down.
 */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int END = 32_000;
  private static final int ATTEMPTS = 100;

  private final RandomGenerator random;

  Ports(RandomGenerator random) {
    this.random = random;
  }

  int free() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = random.nextInt(FIRST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port found from " + FIRST + " to " + END);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

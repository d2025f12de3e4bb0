package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A network between agents and an allocator that can hold bytes back: nothing is lost and nothing
 * overtakes within a connection and direction, but it arrives when it is let through.
 *
 * <p>It stands at a loopback address of its own with the allocator's port, for the leader's record
 * tells that port.
 */
final class Relay implements AutoCloseable {
  private static final String HOST = "127.0.0.2";
  private static final InetAddress TARGET = InetAddress.getLoopbackAddress();
  private static final int CHUNK_BYTES = 1 << 16;

  private final ServerSocket listener;
  private final List<Passage> passages = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private volatile boolean answersAreHeld;

  private Relay(ServerSocket listener) {
    this.listener = listener;
  }

  /** Listens, on a port that the allocator can have, too. */
  static Relay start() throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.bind(new InetSocketAddress(HOST, 0));
    new ServerSocket(listener.getLocalPort(), 1, TARGET).close();
    Relay relay = new Relay(listener);
    Thread.ofVirtual().start(relay::accept);
    return relay;
  }

  String host() {
    return HOST;
  }

  /** Where the allocator is to listen. */
  String target() {
    return TARGET.getHostAddress() + ":" + listener.getLocalPort();
  }

  /** Those that stand now count no more, and are free. */
  void forgetConnections() {
    letThrough();
    passages.clear();
  }

  /** How many connections were made. */
  int connections() {
    return passages.size();
  }

  /** Holds back what agents send on the connections that stand now; new ones are free. */
  void holdRequests() {
    passages.forEach(passage -> passage.requests.hold());
  }

  /** Holds back what the allocator sends, on new connections, too. */
  void holdAnswers() {
    answersAreHeld = true;
    passages.forEach(passage -> passage.answers.hold());
  }

  /** How many bytes of agents wait here. */
  long heldRequestBytes() {
    return held(passage -> passage.requests);
  }

  /** How many bytes of the allocator wait here. */
  long heldAnswerBytes() {
    return held(passage -> passage.answers);
  }

  private long held(Function<Passage, Way> way) {
    return passages.stream().map(way).mapToLong(Way::heldBytes).sum();
  }

  /**
   * Lets through what waits and what comes, but not that an agent has closed what was held: such a
   * connection looks to the allocator as if the agent were still there.
   */
  void letThrough() {
    answersAreHeld = false;
    passages.forEach(passage -> {
      passage.requests.letThrough();
      passage.answers.letThrough();
    });
  }

  /** Whether the allocator has closed the oldest connection. */
  boolean firstIsClosedByAllocator() {
    return passages.getFirst().answers.hasEnded();
  }

  private void accept() {
    try {
      while (true) {
        Socket agent = listener.accept();
        try {
          Socket allocator = new Socket(TARGET, listener.getLocalPort());
          sockets.addAll(List.of(agent, allocator));
          passages.add(
              new Passage(
                  new Way(agent, allocator, false), new Way(allocator, agent, answersAreHeld)));
        } catch (IOException nobodyListens) {
          agent.close();
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private record Passage(Way requests, Way answers) {}

  /** One direction of a connection: one thread reads at once, the other writes when it may. */
  private static final class Way {
    private final Socket from;
    private final Socket to;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private boolean held;
    private boolean wasHeld;
    private boolean ended;

    Way(Socket from, Socket to, boolean held) {
      this.from = from;
      this.to = to;
      this.held = held;
      Thread.ofVirtual().start(this::read);
      Thread.ofVirtual().start(this::write);
    }

    synchronized void hold() {
      held = true;
      wasHeld = true;
    }

    synchronized boolean hasEnded() {
      return ended;
    }

    synchronized void letThrough() {
      held = false;
      notifyAll();
    }

    synchronized long heldBytes() {
      return held ? waiting.stream().mapToLong(chunk -> chunk.length).sum() : 0;
    }

    private void read() {
      byte[] chunk = new byte[CHUNK_BYTES];
      try {
        InputStream in = from.getInputStream();
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          put(Arrays.copyOf(chunk, read));
        }
      } catch (IOException reset) {
        // ends as a close does, for the other side
      }
      end();
    }

    private synchronized void put(byte[] chunk) {
      waiting.add(chunk);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    private void write() {
      try {
        OutputStream out = to.getOutputStream();
        for (byte[] chunk = next(); chunk != null; chunk = next()) {
          out.write(chunk);
        }
        to.shutdownOutput();
      } catch (IOException gone) {
        end();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The next chunk when it may go, or null after the last one. */
    private synchronized byte @Nullable [] next() throws InterruptedException {
      while (held || (waiting.isEmpty() && (wasHeld || !ended))) {
        wait();
      }
      return waiting.poll();
    }
  }
}

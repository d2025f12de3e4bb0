package dev.hereabouts.ipam.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Says on stderr what a command is at, once a second, when it takes longer than two. */
public final class Progress implements AutoCloseable {
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long PERIOD_MILLIS = 1_000;

  private final PrintWriter err;
  private final long begin = System.nanoTime();
  private final Thread teller;
  private String stage = "";
  private long count;
  private boolean closed;

  public Progress(PrintWriter err) {
    this.err = err;
    teller = Thread.ofVirtual().unstarted(this::tell);
    teller.start();
  }

  /** What comes now. */
  public synchronized void at(String nextStage) {
    stage = nextStage;
    count = 0;
  }

  /** That many more of it are done. */
  public synchronized void add(long done) {
    count += done;
  }

  private synchronized void tell() {
    try {
      while (!closed) {
        wait(PERIOD_MILLIS);
        if (!closed && System.nanoTime() - begin > QUIET_NANOS) {
          err.println("hereabouts: " + stage + (count == 0 ? " ..." : ": " + count));
          err.flush();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}

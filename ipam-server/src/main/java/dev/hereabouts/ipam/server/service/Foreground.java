package dev.hereabouts.ipam.server.service;

import dev.hereabouts.ipam.server.cli.ExitCode;
import java.util.concurrent.CountDownLatch;

/** A service that runs until the process is told to end. */
public final class Foreground {
  private Foreground() {}

  /**
   * Says that it is ready, and closes it at SIGTERM.
   *
   * @param ready the line for stdout
   * @return the exit code
   */
  public static int run(AutoCloseable service, String ready) throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  close(service);
                  closed.countDown();
                }));
    System.out.println(ready);
    closed.await();
    return ExitCode.OK;
  }

  // close() is declared to throw anything; at the end of the process all that is left is to say so.
  @SuppressWarnings("CatchingUnchecked")
  private static void close(AutoCloseable service) {
    try {
      service.close();
    } catch (Exception e) {
      System.err.println("hereabouts: " + e.getMessage());
    }
  }
}

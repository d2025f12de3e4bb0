package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** A process that opens a store, says so or why not, and serves it until its input ends. */
final class OpenStore {
  private OpenStore() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    try (EmbeddedStore store = EmbeddedStore.open(Path.of(arguments[0]), Runnable::run)) {
      out.println("open, start " + store.nextEpoch());
      while (System.in.read() >= 0) {
        out.println("still open");
      }
    } catch (StoreUnavailableException e) {
      out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}

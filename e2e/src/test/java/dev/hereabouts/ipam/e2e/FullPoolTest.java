package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool filled to its last address. */
final class FullPoolTest {
  private static final String CONFIG = Networks.range("net-a", "10.20.0.0/16");
  private static final int SIZE = 65_534;
  private static final int CALLERS = 32;

  @TempDir Path directory;

  @Test
  void aSlash16GivesEachOfIts65534AddressesOnceAndThenSaysThatItIsFull()
      throws IOException, InterruptedException, ExecutionException {
    try (Standalone standalone = Standalone.start(directory)) {
      long start = System.nanoTime();
      Set<String> given = fill(standalone);
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.println("filled a /16 in " + millis + " ms");
      assertThat(given).hasSize(SIZE).doesNotContain("10.20.0.0", "10.20.255.255");

      try (SocketConnection connection = standalone.connect()) {
        Answer refused = connection.call(CniCall.add(attachment(SIZE), CONFIG));
        refused.isError(100, "Could not allocate IP in range");
        assertThat(refused.message())
            .contains("net-a", "default/p65534", "10.20.0.0/16", "65534 addresses to give");

        connection.call(CniCall.del(attachment(31_415), CONFIG)).isSilentSuccess();
        String freed = connection.call(CniCall.add(attachment(SIZE + 1), CONFIG)).address();
        assertThat(given).contains(freed);
        assertThat(connection.call(CniCall.add(attachment(31_415), CONFIG)).code()).isEqualTo(100);
        assertThat(connection.entries()).extracting(HeldAddress::address).doesNotHaveDuplicates();
      }
    }
  }

  private static Set<String> fill(Standalone standalone)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    Set<String> given = new HashSet<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<List<String>>> shares = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        shares.add(callers.submit(() -> share(standalone, next)));
      }
      for (Future<List<String>> share : shares) {
        for (String address : share.get()) {
          assertThat(given.add(address)).as(address + " was given twice").isTrue();
        }
      }
    }
    return given;
  }

  private static List<String> share(Standalone standalone, AtomicInteger next) throws IOException {
    List<String> addresses = new ArrayList<>();
    try (SocketConnection connection = standalone.connect()) {
      for (int pod = next.getAndIncrement(); pod < SIZE; pod = next.getAndIncrement()) {
        addresses.add(connection.call(CniCall.add(attachment(pod), CONFIG)).address());
      }
    }
    return addresses;
  }

  private static Attachment attachment(int number) {
    return new Attachment("c" + number, "net1", Pod.of("full", "default", "p" + number));
  }
}

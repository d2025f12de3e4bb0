package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is killed again and again while it works. The property {@code hereabouts.seed}
 * repeats a run's choices.
 */
final class CrashTest {
  private static final int ROUNDS = 8;
  private static final int CALLERS = 16;
  private static final int MOST_ANSWERS = 3_000;

  /** Ranges that overlap, some too small for all callers, and one of both families. */
  private static final List<String> CONFIGS =
      List.of(
          Networks.range("wide", "10.9.0.0/24"),
          Networks.range("lower", "10.9.0.0/26"),
          Networks.range("upper", "10.9.0.32-10.9.0.90/24"),
          Networks.network(
              "dual", "\"ipRanges\":[{\"range\":\"10.9.0.0/25\"},{\"range\":\"fd00:9::/122\"}]"));

  @TempDir Path directory;

  private final AtomicInteger answersUntilKill = new AtomicInteger();
  private final long seed = Long.getLong("hereabouts.seed", new SecureRandom().nextLong());
  private final Random random = new Random(seed);
  private List<Caller> callers = List.of();
  private volatile @Nullable Standalone serving;

  @BeforeEach
  void makeCallers() {
    System.out.println("CrashTest: -Dhereabouts.seed=" + seed);
    callers =
        IntStream.range(0, CALLERS)
            .mapToObj(i -> new Caller("k" + i, CONFIGS, new Random(random.nextLong()), this::count))
            .toList();
  }

  @Test
  void whatWasAnsweredSurvivesAKillAndNothingIsGivenTwice()
      throws IOException, InterruptedException, ExecutionException {
    for (int round = 0; round < ROUNDS; round++) {
      try (Standalone standalone = Standalone.start(directory)) {
        check(standalone.entries());
        for (Caller caller : callers) {
          caller.settle(standalone.socket());
        }
        List<HeldAddress> settled = standalone.entries();
        check(settled);
        assertThat(settled).hasSize(believed());
        callUntilKilled(standalone);
      }
    }
    assertThat(callers.stream().mapToInt(Caller::cutOff).sum()).isPositive();
  }

  private void callUntilKilled(Standalone standalone)
      throws InterruptedException, ExecutionException {
    serving = standalone;
    answersUntilKill.set(1 + random.nextInt(MOST_ANSWERS));
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> ends = new ArrayList<>();
      for (Caller caller : callers) {
        ends.add(threads.submit(() -> caller.callUntilCutOff(standalone.socket())));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      standalone.close();
    }
  }

  /** Kills at the very answer: an answer that came before its write was done is then a lie. */
  private void count() {
    if (answersUntilKill.decrementAndGet() == 0 && serving != null) {
      serving.close();
    }
  }

  private void check(List<HeldAddress> entries) {
    assertThat(entries.stream().filter(HeldAddress::isOrdinary).map(HeldAddress::place))
        .as("ordinary owners of one address")
        .doesNotHaveDuplicates();
    Map<String, List<String>> byContainer = new HashMap<>();
    for (HeldAddress entry : entries) {
      byContainer
          .computeIfAbsent(entry.containerId(), container -> new ArrayList<>())
          .add(entry.address());
    }
    for (Caller caller : callers) {
      caller
          .beliefs()
          .forEach((attachment, belief) -> {
            List<String> addresses = byContainer.getOrDefault(attachment.containerId(), List.of());
            byContainer.remove(attachment.containerId());
            switch (belief) {
              case Caller.Belief.Held(String config, List<String> ips) ->
                  assertThat(addresses)
                      .as("held by " + attachment + " of " + config)
                      .containsExactlyInAnyOrderElementsOf(bare(ips));
              case Caller.Belief.Gone _ ->
                  assertThat(addresses).as("given back by " + attachment).isEmpty();
              case Caller.Belief.Unknown _ -> {}
            }
          });
    }
    assertThat(byContainer).as("held by containers that nobody added").isEmpty();
  }

  private static List<String> bare(List<String> ips) {
    return ips.stream().map(Answer::bare).collect(Collectors.toList());
  }

  private int believed() {
    return callers.stream()
        .flatMap(caller -> caller.beliefs().values().stream())
        .mapToInt(belief ->
            switch (belief) {
              case Caller.Belief.Held(String config, List<String> ips) -> ips.size();
              case Caller.Belief.Gone _, Caller.Belief.Unknown _ -> 0;
            })
        .sum();
  }
}

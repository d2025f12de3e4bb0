package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What holds in a space of a cluster when its callers are at rest, whatever happened before.
 *
 * <ul>
 *   <li>No address has two ordinary owners.
 *   <li>What an ADD was answered stands in the blocks, under its owner and node. At once.
 *   <li>What a DEL was answered, and what an ADD may have got that failed, is gone from them once
 *       the journals are drained.
 *   <li>The pools' numbers are right when it is quiet.
 *   <li>A retry of an ADD gets what it got before: the leader knows what the blocks have.
 * </ul>
 */
final class Invariants {
  private final Holdings holdings;

  Invariants(Holdings holdings) {
    this.holdings = holdings;
  }

  void check() throws IOException, InterruptedException {
    checkHeld();
    Await.until(
        () -> "nothing is left that nobody holds, but: " + unchecked(this::leftOver) + logs(),
        () -> leftOver().isEmpty());
    checkHeld();
    Await.until(
        () -> "the pools' numbers are right: " + unchecked(this::wrongPools) + logs(),
        () -> wrongPools().isEmpty());
    checkRetries();
    checkHeld();
    assertThat(leftOver()).isEmpty();
  }

  /** What must hold at any moment, not only after a while. */
  private void checkHeld() throws IOException, InterruptedException {
    List<HeldAddress> entries = entries();
    assertThat(entries.stream().filter(HeldAddress::isOrdinary).map(HeldAddress::address))
        .as("ordinary owners of one address")
        .doesNotHaveDuplicates();
    Map<String, Set<String>> stored = new TreeMap<>();
    for (HeldAddress entry : entries) {
      stored
          .computeIfAbsent(
              owner(entry.containerId(), entry.ifName(), entry.podUid(), entry.node()),
              _ -> new TreeSet<>())
          .add(entry.address());
    }
    holdings
        .held()
        .forEach((attachment, held) ->
            assertThat(stored.getOrDefault(owner(attachment, held), Set.of()))
                .as(() -> "stored for " + attachment + " on " + held.node() + logs())
                .containsExactlyInAnyOrderElementsOf(
                    held.ips().stream().map(Answer::bare).toList()));
  }

  /** The entries that no caller holds. */
  private List<HeldAddress> leftOver() throws IOException, InterruptedException {
    Set<String> owners =
        holdings.held().entrySet().stream()
            .map(one -> owner(one.getKey(), one.getValue()))
            .collect(Collectors.toSet());
    Predicate<HeldAddress> held =
        entry ->
            owners.contains(
                owner(entry.containerId(), entry.ifName(), entry.podUid(), entry.node()));
    return entries().stream().filter(held.negate()).toList();
  }

  private static String owner(Attachment attachment, Holdings.Held held) {
    return owner(
        attachment.containerId(), attachment.ifName(), attachment.pod().uid(), held.node());
  }

  private static String owner(String containerId, String ifName, String podUid, String node) {
    return containerId + " " + ifName + " " + podUid + " " + node;
  }

  private List<HeldAddress> entries() throws IOException, InterruptedException {
    return holdings.cluster().entries(holdings.space());
  }

  /** The pools whose status differs from what the blocks have. */
  private List<String> wrongPools() throws IOException, InterruptedException {
    List<HeldAddress> entries = entries();
    List<String> wrong = new ArrayList<>();
    JsonNode pools = Json.parse(holdings.cluster().api().get(ApiRequest.POOLS).successful().body());
    for (JsonNode pool : pools.path("items")) {
      if (!pool.path("spec").path("space").asText("").equals(holdings.space())) {
        continue;
      }
      String range = pool.path("spec").path("range").asText();
      JsonNode status = pool.path("status");
      long used = entries.stream().filter(entry -> Network.same(range, entry.pool())).count();
      long taken =
          entries.stream()
              .map(HeldAddress::address)
              .filter(address -> Network.contains(range, address))
              .distinct()
              .count();
      long free = status.path("size").asLong(-1) - taken;
      if (status.path("used").asLong(-1) != used || status.path("free").asLong(-1) != free) {
        wrong.add(range + ": " + used + " used, " + free + " free, but its status: " + status);
      }
    }
    return wrong;
  }

  private void checkRetries() throws IOException, InterruptedException {
    for (Map.Entry<Attachment, Holdings.Held> one : Map.copyOf(holdings.held()).entrySet()) {
      Holdings.Held held = one.getValue();
      assertThat(holdings.cluster().call(held.node(), CniCall.add(one.getKey(), held.config())))
          .as(() -> "a retry of " + one.getKey() + " on " + held.node() + logs())
          .satisfies(answer -> assertThat(answer.ips()).isEqualTo(held.ips()));
    }
  }

  private interface Question {
    Object ask() throws IOException, InterruptedException;
  }

  private static Object unchecked(Question question) {
    try {
      return question.ask();
    } catch (IOException | InterruptedException e) {
      return e;
    }
  }

  private String logs() {
    return String.valueOf(unchecked(holdings.cluster()::logs));
  }
}

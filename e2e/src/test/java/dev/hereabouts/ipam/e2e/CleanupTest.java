package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code cleanup} on a cluster whose leader serves. */
final class CleanupTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int FOUND = 2;
  private static final int USAGE = 64;
  private static final Pattern RELEASED = Pattern.compile("(?m)^released ([0-9.]+) of ");

  @BeforeAll
  static void start() throws Exception {
    RUNNING.awaitLeader(RUNNING.cluster().allocator("allocator-1"));
  }

  @AfterEach
  void noFaults() {
    RUNNING.proxy().rule(_ -> Fate.PASS);
  }

  private static LeakScene scene(String space) {
    return new LeakScene(RUNNING.cluster(), space);
  }

  @Test
  @DisplayName(
      "a pool full of leaks: a dry run shows them, --yes releases exactly these, and the leader"
          + " gives the addresses again at once; pods that are there keep theirs")
  void story() throws Exception {
    LeakScene scene = scene("story");
    String network = scene.network("\"range\":\"10.30.0.0/29\"");
    scene.add("live", scene.make("live"), network).address();
    scene.make("mirror", "{\"kubernetes.io/config.hash\":\"hash-of-static\"}");
    scene.add("mirror", "hash-of-static", network).address();
    scene.add("gone", scene.make("gone"), network).address();
    scene.remove("gone");
    scene.add("replaced", scene.make("replaced"), network).address();
    scene.remove("replaced");
    scene.make("replaced");
    scene.add("ended", scene.make("ended"), network).address();
    scene.complete("ended");
    scene.add("unnamed", "", network).address();
    assertThat(scene.add("waiting", scene.make("waiting"), network).code()).isEqualTo(100);

    Command dry = scene.cleanup();
    assertThat(dry.exit()).as(dry.stderr()).isEqualTo(FOUND);
    assertThat(
            dry.stdout()
                .lines()
                .map(line -> line.replaceAll(" +", " ").replaceFirst(" [0-9]+[sm]$", "")))
        .containsExactly(
            "ADDRESS RANGE NETWORK-NAME POD INTERFACE NODE REASON AGE",
            "10.30.0.3 10.30.0.0/29 story default/story-gone net1 worker-1 pod-gone",
            "10.30.0.4 10.30.0.0/29 story default/story-replaced net1 worker-1 pod-replaced",
            "10.30.0.5 10.30.0.0/29 story default/story-ended net1 worker-1 pod-completed",
            "10.30.0.6 10.30.0.0/29 story default/story-unnamed net1 worker-1 pod-gone",
            "4 leaks among 6 entries; dry run: nothing was changed; --yes releases");
    assertThat(scene.held()).hasSize(6);
    JsonNode document = Json.parse(scene.cleanup("-o", "json").stdout()).path("leaks");
    assertThat(document).hasSize(4);
    assertThat(document.path(1).path("reason").asText()).isEqualTo("pod-replaced");

    assertThat(scene.cleanup("--yes", "--older-than", "1h").succeeded())
        .startsWith("nothing to do");
    assertThat(scene.cleanup("--yes", "--node", "worker-2").succeeded()).contains("0 entries");
    assertThat(scene.cleanup("--yes", "--namespace", "other").succeeded()).contains("0 entries");
    Command yes = scene.cleanup("--yes", "--pool", "10.30.0.0/29", "--node", "worker-1");
    assertThat(yes.succeeded())
        .contains(
            "released 10.30.0.3 of default/story-gone net1 on worker-1, 10.30.0.0/29 of story: its"
                + " pod is gone",
            "released 10.30.0.5 of default/story-ended net1 on worker-1, 10.30.0.0/29 of story: its"
                + " pod has ended")
        .endsWith("released 4 addresses\n");
    assertThat(scene.held()).containsExactly("10.30.0.1", "10.30.0.2");

    for (int i = 3; i <= 6; i++) {
      assertThat(scene.add("next-" + i, scene.make("next-" + i), network).address())
          .isEqualTo("10.30.0." + i);
    }
    assertThat(scene.add("waiting", scene.make("late"), network).code()).isEqualTo(100);
    Command again = scene.cleanup("--yes");
    assertThat(again.succeeded()).isEqualTo("nothing to do: no leaks among 6 entries\n");
    assertThat(events("story"))
        .singleElement()
        .asString()
        .startsWith("an operator released 10.30.0.3 of default/story-gone (pod-gone), ");
  }

  private static List<String> events(String space) throws Exception {
    List<String> messages = new ArrayList<>();
    JsonNode events =
        Json.parse(
            RUNNING.cluster().api().get("/api/v1/namespaces/default/events").successful().body());
    for (JsonNode event : events.path("items")) {
      if (event.path("reason").asText().equals("Released")
          && event.path("involvedObject").path("kind").asText().equals("HereaboutsPool")
          && event.path("message").asText().contains("/" + space + "-")) {
        messages.add(event.path("message").asText());
      }
    }
    return messages;
  }

  @Test
  @DisplayName("a pod that is made between the listing and the release keeps the address")
  void recreated() throws Exception {
    LeakScene scene = scene("recreated");
    String network = scene.network("\"range\":\"10.31.0.0/24\"");
    scene.add("back", "", network).address();
    scene.add("gone", "uid-gone", network).address();
    Fate.Late asked = new Fate.Late();
    CompletableFuture<Void> reached = new CompletableFuture<>();
    RUNNING
        .proxy()
        .rule(request -> {
          if (request.path().startsWith("/api/v1/namespaces/default/pods/recreated-")
              && !reached.isDone()) {
            reached.complete(null);
            return asked;
          }
          return Fate.PASS;
        });
    Path proxy = scene.through(RUNNING.proxy());

    CompletableFuture<Command> cleanup = start(() -> scene.cleanup(proxy, "--yes"));
    reached.get(60, TimeUnit.SECONDS); // all pods were listed
    scene.make("back");
    asked.release();

    assertThat(cleanup.get(60, TimeUnit.SECONDS).succeeded())
        .contains("kept 10.31.0.1 of default/recreated-back", ": its pod is there")
        .endsWith("released 1 address, 1 kept\n");
    assertThat(scene.held()).containsExactly("10.31.0.1");
  }

  @Test
  @DisplayName(
      "a pod that gets the address again while it is being released keeps it: the write comes late")
  void addedMeanwhile() throws Exception {
    LeakScene scene = scene("meanwhile");
    String network = scene.network("\"range\":\"10.32.0.0/24\"");
    scene.add("back", "", network).address();
    scene.add("gone", "uid-gone", network).address();
    Fate.Late write = new Fate.Late();
    AtomicReference<String> writer = new AtomicReference<>("");
    CompletableFuture<Void> reached = new CompletableFuture<>();
    RUNNING
        .proxy()
        .rule(request -> {
          if (request.isBlockWrite() && !reached.isDone()) {
            writer.set(request.writer());
            reached.complete(null);
            return write;
          }
          return Fate.PASS;
        });
    Path proxy = scene.through(RUNNING.proxy());

    CompletableFuture<Command> cleanup = start(() -> scene.cleanup(proxy, "--yes"));
    reached.get(60, TimeUnit.SECONDS); // the pods were asked for once more
    assertThat(writer.get()).startsWith("cleanup_");
    scene.make("back");
    assertThat(scene.add("back", "", "c-next", network).address()).isEqualTo("10.32.0.1");
    write.release();

    assertThat(cleanup.get(60, TimeUnit.SECONDS).succeeded())
        .contains("kept 10.32.0.1 of default/meanwhile-back", ": it changed hands meanwhile")
        .endsWith("released 1 address, 1 kept\n");
    assertThat(write.landed().get(60, TimeUnit.SECONDS)).isEqualTo(409);
    assertThat(scene.held()).containsExactly("10.32.0.1");
  }

  @Test
  @DisplayName("two at once release each address once, and both succeed")
  void twoAtOnce() throws Exception {
    LeakScene scene = scene("two");
    List<String> leaks = scene.leaks(70, scene.network("\"range\":\"10.33.0.0/24\"")); // two blocks

    CompletableFuture<Command> one = start(() -> scene.cleanup("--yes"));
    CompletableFuture<Command> other = start(() -> scene.cleanup("--yes"));

    List<String> released = new ArrayList<>();
    for (CompletableFuture<Command> each : List.of(one, other)) {
      RELEASED
          .matcher(each.get(60, TimeUnit.SECONDS).succeeded())
          .results()
          .forEach(match -> released.add(match.group(1)));
    }
    assertThat(released).containsExactlyInAnyOrderElementsOf(leaks);
    assertThat(scene.held()).isEmpty();
  }

  @Test
  @DisplayName("one that fails half-way says so, and is run again")
  void halfWay() throws Exception {
    LeakScene scene = scene("half");
    scene.leaks(70, scene.network("\"range\":\"10.34.0.0/24\""));
    AtomicInteger writes = new AtomicInteger();
    RUNNING
        .proxy()
        .rule(request ->
            request.isBlockWrite() && writes.incrementAndGet() > 2
                ? new Fate.Dropped(Fate.Cut.STREAM)
                : Fate.PASS);

    Command failed = scene.cleanup(scene.through(RUNNING.proxy()), "--yes");
    assertThat(failed.exit()).isEqualTo(FAILED);
    assertThat(failed.stdout()).contains("not released: ").endsWith("failed: run it again\n");
    assertThat(scene.held()).hasSizeBetween(1, 69);
    assertThat(scene.cleanup("--yes").succeeded()).contains("released ");
    assertThat(scene.held()).isEmpty();
  }

  @Test
  @DisplayName("without a right the missing rule is named, and nothing is released")
  void rights() throws Exception {
    LeakScene scene = scene("rights");
    scene.leaks(2, scene.network("\"range\":\"10.35.0.0/24\""));
    String reading =
        """
        {"apiGroups": ["ipam.hereabouts.dev"],
         "resources": ["hereaboutspools", "hereaboutsblocks"], "verbs": ["get", "list"]}
        """;
    String pods = "{\"apiGroups\": [\"\"], \"resources\": [\"pods\"], \"verbs\": [%s]}";
    ClusterViewer none =
        ClusterViewer.make(RUNNING.cluster(), "cleanup-no-pods", "[" + reading + "]");
    ClusterViewer lists =
        ClusterViewer.make(
            RUNNING.cluster(),
            "cleanup-lists",
            "[" + reading + "," + pods.formatted("\"list\"") + "]");
    ClusterViewer reads =
        ClusterViewer.make(
            RUNNING.cluster(),
            "cleanup-reads",
            "[" + reading + "," + pods.formatted("\"list\", \"get\"") + "]");

    refused(none.run("cleanup"), "[\"\"], resources [\"pods\"], verbs [\"list\"]");
    assertThat(lists.run("cleanup", "--space", "rights").exit()).isEqualTo(FOUND);
    refused(
        lists.run("cleanup", "--space", "rights", "--yes"),
        "[\"\"], resources [\"pods\"], verbs [\"get\"]");
    refused(
        reads.run("cleanup", "--space", "rights", "--yes"),
        "[\"ipam.hereabouts.dev\"], resources [\"hereaboutsblocks\"], verbs [\"update\"]");
    assertThat(scene.held()).hasSize(2);
  }

  private static void refused(Command command, String rule) {
    assertThat(command.exit()).isEqualTo(FAILED);
    assertThat(command.stderr()).hasLineCount(1).contains("the missing rule: apiGroups " + rule);
    assertThat(command.stdout()).doesNotContain("released");
  }

  @Test
  @DisplayName("bad input is one clear line and the right exit code")
  void badInput() throws Exception {
    LeakScene scene = scene("bad-input");
    scene.leaks(1, scene.network("\"range\":\"10.36.0.0/24\""));

    Command noPool = scene.cleanup("--pool", "10.99.0.0/24");
    assertThat(noPool.exit()).isEqualTo(FAILED);
    assertThat(noPool.stderr())
        .hasLineCount(1)
        .startsWith("hereabouts: no pool is 10.99.0.0/24 of network_name bad-input; there are: ");
    Command nobody = scene.cleanup(scene.at("nobody", URI.create("https://127.0.0.1:1")));
    assertThat(nobody.exit()).isEqualTo(FAILED);
    assertThat(nobody.stderr()).hasLineCount(1).contains("127.0.0.1:1");

    usage(scene.cleanup("-o", "xml"), "'xml' is none of table, wide, json, yaml");
    usage(scene.cleanup("--older-than", "5"), "'5' is no duration; write it as 90s, 10m, 2h or 3d");
    usage(scene.cleanup("--yes", "--dry-run"), "choose one");
    usage(scene.cleanup("--socket", "/run/s"), "cleanup needs a cluster");
    usage(
        LeakScene.run(null, List.of("cleanup")),
        "name the cluster with --kubeconfig or KUBECONFIG");
    assertThat(scene.held()).hasSize(1);
    assertThat(scene.cleanup("--yes").exit()).isEqualTo(OK);
  }

  private static void usage(Command command, String text) {
    assertThat(command.exit()).isEqualTo(USAGE);
    assertThat(command.stderr()).contains(text).hasLineCount(2);
    assertThat(command.stdout()).isEmpty();
  }

  private static CompletableFuture<Command> start(Callable<Command> command) {
    CompletableFuture<Command> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(command.call());
      } catch (Exception | AssertionError e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }
}

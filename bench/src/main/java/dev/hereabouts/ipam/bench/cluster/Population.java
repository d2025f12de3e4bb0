package dev.hereabouts.ipam.bench.cluster;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.HttpApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills a cluster: nodes, pods, and an address for each pod in two pools, written as an import
 * writes. Some addresses are held for pods that are not there.
 */
@Command(name = "population", mixinStandardHelpOptions = true)
final class Population implements Callable<Integer> {
  private static final int AT_ONCE = 48;

  @Option(names = "--kubeconfig", required = true)
  private Path kubeconfig = Path.of("");

  @Option(names = "--nodes", required = true)
  private int nodes;

  @Option(names = "--pods", required = true)
  private int pods;

  @Option(names = "--leaks", required = true, description = "addresses without a pod")
  private int leaks;

  private final Loop loop = new Loop();
  private final Random random = new Random();
  private final List<PoolId> pools = List.of(pool("one", 0x0a00_0000), pool("two", 0x0b00_0000));

  private Population() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Population()).execute(arguments));
  }

  private static PoolId pool(String space, int network) {
    return new PoolId(space, Cidr.of(Address.v4(network), 12));
  }

  @Override
  public Integer call() throws Exception {
    HttpApiServer api =
        new HttpApiServer(
            loop.vertx(), ApiAccess.fromKubeconfig(kubeconfig), Duration.ofSeconds(60));
    KubernetesStore store =
        new KubernetesStore(api, (millis, task) -> loop.vertx().setTimer(millis, _ -> task.run()));
    loop.run(() -> each(nodes, node -> make(api, "/api/v1/nodes", node(node), "{}")));
    String[] uids = new String[pods];
    loop.run(() ->
        each(
            pods,
            pod ->
                make(
                        api,
                        "/api/v1/namespaces/default/pods",
                        "pod-" + pod,
                        "{\"nodeName\":\"%s\",\"containers\":[{\"name\":\"main\",\"image\":\"none\"}]}"
                            .formatted(node(pod % nodes)))
                    .map(uid -> {
                      uids[pod] = uid;
                      return uid;
                    })));
    Map<BlockId, List<Entry>> blocks = new HashMap<>();
    for (int i = 0; i < pods + leaks; i++) {
      Entry entry = entry(i, i < pods ? uids[i] : "gone-" + i);
      blocks.computeIfAbsent(entry.block(), _ -> new ArrayList<>()).add(entry);
    }
    loop.run(() -> {
      pools.forEach(pool -> store.keep(description(pool)));
      Promise<Void> kept = Promise.promise();
      store.whenPoolsAreKept(kept::complete);
      return kept.future();
    });
    List<BlockId> ids = List.copyOf(blocks.keySet());
    loop.run(() -> each(ids.size(), block -> write(store, ids.get(block), blocks)));
    loop.close();
    System.out.printf(
        "{\"nodes\":%d,\"pods\":%d,\"entries\":%d,\"blocks\":%d}%n",
        nodes, pods, pods + leaks, ids.size());
    return 0;
  }

  private static Pool description(PoolId pool) {
    Interval all = pool.cidr().interval();
    Offer offer =
        new Offer(new Interval(all.first().next(), all.last().previous()), List.of(), null);
    return new Pool(pool, List.of(offer), List.of("bench"), System.currentTimeMillis(), "");
  }

  private Entry entry(int number, String uid) {
    PoolId pool = pools.get(number % pools.size());
    int offset = number / pools.size() + 1;
    String name = "pod-" + number;
    return new Entry(
        Address.v4((int) pool.cidr().network().low() + offset),
        pool,
        Kind.ORDINARY,
        new Pod(uid, "default", name),
        "net1",
        0,
        new Holder(
            "%064x".formatted(number),
            node(number % nodes),
            "/var/run/netns/cni-0b2f7a3c-5d1e-4f6a-8b90-%012x".formatted(number),
            4_026_532_000L + number,
            new Attempt(1, number + 1L)),
        null,
        "bench",
        System.currentTimeMillis(),
        new OwnershipId(random.nextLong(), random.nextLong()),
        "");
  }

  private static String node(int number) {
    return "node-" + number;
  }

  private static Future<Void> write(
      KubernetesStore store, BlockId id, Map<BlockId, List<Entry>> blocks) {
    Promise<Void> written = Promise.promise();
    store.commit(
        new BlockWrite.Put(id, null, "bench", blocks.getOrDefault(id, List.of())),
        outcome -> {
          if (outcome instanceof CommitOutcome.Committed) {
            written.complete();
          } else {
            written.fail(id + ": " + outcome);
          }
        });
    return written.future();
  }

  /** Makes an object, and tells its UID. */
  private static Future<String> make(
      HttpApiServer api, String collection, String name, String spec) {
    Promise<String> uid = Promise.promise();
    byte[] body =
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
            .formatted(name, spec)
            .getBytes(StandardCharsets.UTF_8);
    api.request(
        Verb.POST,
        collection,
        body,
        outcome -> {
          if (outcome instanceof ApiOutcome.Answered(int status, byte[] answer) && status == 201) {
            try {
              uid.complete(uidOf(Json.decode(answer, JsonTree::object)));
            } catch (IOException e) {
              uid.fail(e);
            }
          } else {
            uid.fail(
                outcome instanceof ApiOutcome.Answered(int _, byte[] answer)
                    ? new String(answer, StandardCharsets.UTF_8)
                    : outcome.toString());
          }
        });
    return uid.future();
  }

  private static String uidOf(Map<String, ?> object) {
    return object.get("metadata") instanceof Map<?, ?> metadata
        ? String.valueOf(metadata.get("uid"))
        : "";
  }

  /** Runs the task for 0, 1, ... count - 1, so many at once. */
  private static Future<Void> each(int count, IntFunction<Future<?>> task) {
    int[] next = {0};
    return Future.all(IntStream.range(0, AT_ONCE).mapToObj(_ -> chain(next, count, task)).toList())
        .mapEmpty();
  }

  private static Future<Void> chain(int[] next, int count, IntFunction<Future<?>> task) {
    int number = next[0]++;
    return number >= count
        ? Future.succeededFuture()
        : task.apply(number).compose(_ -> chain(next, count, task));
  }
}

package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.cli.ClusterChoice;
import dev.hereabouts.ipam.server.cli.Progress;
import dev.hereabouts.ipam.server.cli.Source;
import dev.hereabouts.ipam.server.cli.Suspects;
import dev.hereabouts.ipam.server.inventory.ClusterState;
import dev.hereabouts.ipam.server.inventory.EntryFilter;
import dev.hereabouts.ipam.server.inventory.Inventory;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.json.PoolUseMapper;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import dev.hereabouts.ipam.server.store.kubernetes.ClusterFollower;
import dev.hereabouts.ipam.server.upkeep.KnownPods;
import dev.hereabouts.ipam.server.upkeep.Leak;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster: what it tells is what the leader's service would tell. It is read once, with the first
 * question, and followed from then on by who waits for changes.
 */
public final class ClusterSource implements Source {
  /** What comes together is told together. */
  private static final Duration SETTLING = Duration.ofMillis(100);

  private final ClusterCalls cluster;
  private final String name;
  private final Supplier<Progress> progress;
  private final Consumer<String> problem;
  private final InstantSource clock;
  private final Semaphore changes = new Semaphore(0);
  private @Nullable ClusterState state;
  private @Nullable ClusterFollower follower;
  private volatile @Nullable String refusal;

  private ClusterSource(
      ClusterCalls cluster,
      String name,
      Supplier<Progress> progress,
      Consumer<String> problem,
      InstantSource clock) {
    this.cluster = cluster;
    this.name = name;
    this.progress = progress;
    this.problem = problem;
    this.clock = clock;
  }

  public static Source open(
      ClusterChoice choice,
      Supplier<Progress> progress,
      Consumer<String> problem,
      InstantSource clock)
      throws IOException {
    return new ClusterSource(
        new ClusterCalls(access(choice)), "the cluster of " + choice, progress, problem, clock);
  }

  private static ApiAccess access(ClusterChoice choice) throws IOException {
    try {
      return ApiAccess.fromKubeconfig(choice.kubeconfigs(), choice.context());
    } catch (ApiAccessException e) {
      throw new IOException(e.getMessage() + " (" + choice.origin() + ")", e);
    }
  }

  @Override
  public void pools(Consumer<Map<String, @Nullable Object>> action) throws IOException {
    for (Json.Writing pool : of(ClusterSource::poolsOf)) {
      action.accept(object(pool));
    }
  }

  @Override
  public void publishedPools(Consumer<Map<String, @Nullable Object>> action) throws IOException {
    Map<Pool, PoolUse> published;
    try (Progress reading = progress.get()) {
      published = new PublishedUse(cluster, reading, clock).read();
    } catch (IOException e) {
      throw failed(e);
    }
    if (published == null) {
      pools(action);
      return;
    }
    for (Map.Entry<Pool, PoolUse> pool : published.entrySet()) {
      action.accept(object(json -> PoolUseMapper.write(pool.getKey(), pool.getValue(), json)));
    }
  }

  private static List<Json.Writing> poolsOf(Inventory inventory) {
    return inventory.poolsInOrder().stream().map(pool -> writing(pool, inventory)).toList();
  }

  private static Json.Writing writing(Pool pool, Inventory inventory) {
    var use = inventory.use(pool);
    return json -> PoolUseMapper.write(pool, use, json);
  }

  @Override
  public void entries(Map<String, String> filters, Consumer<Entry> action) throws IOException {
    entries(filters).forEach(action);
  }

  @Override
  public void entryObjects(
      Map<String, String> filters, Consumer<Map<String, @Nullable Object>> action)
      throws IOException {
    for (Entry entry : entries(filters)) {
      action.accept(object(json -> EntryMapper.write(entry, json)));
    }
  }

  private List<Entry> entries(Map<String, String> filters) throws IOException {
    EntryFilter filter = EntryFilter.of(filters.entrySet());
    return of(inventory -> inventory.entriesInOrder().filter(filter).toList());
  }

  /** Asks the inventory where nobody alters it meanwhile. */
  private <T> List<T> of(Function<Inventory, List<T>> question) throws IOException {
    ClusterState read = state();
    return cluster.call(done ->
        done.accept(question.apply(follower == null ? read.inventory() : follower.inventory())));
  }

  /** What was there when this was called first. */
  private ClusterState state() throws IOException {
    ClusterState known = state;
    if (known != null) {
      return known;
    }
    try (Progress reading = progress.get()) {
      reading.at("reading pools and blocks");
      ClusterState read = cluster.state();
      read.unreadable().forEach(problem);
      state = read;
      return read;
    } catch (IOException | RuntimeException e) {
      throw failed(e);
    }
  }

  private IOException failed(Exception failure) {
    return new IOException(name + ": " + failure.getMessage(), failure);
  }

  private static Map<String, @Nullable Object> object(Json.Writing writing) throws IOException {
    return Json.decode(Json.encode(writing), JsonTree::object);
  }

  /** Pods are read after the entries, so that none that has one can be missing. */
  @Override
  public Suspects suspects(Progress reading) {
    try {
      KnownPods pods = new ClusterSight(cluster, reading).pods();
      return Suspects.or(entry -> Leak.of(entry, pods.stateOf(entry.pod())) != null);
    } catch (IOException e) {
      return Suspects.byEntries("which pods are gone is not known: " + e.getMessage());
    }
  }

  @Override
  public void awaitChange() throws IOException, InterruptedException {
    ClusterState from = state();
    cluster.run(() -> follow(from));
    changes.acquire();
    Thread.sleep(SETTLING);
    changes.drainPermits();
    String why = refusal;
    if (why != null) {
      throw new IOException(name + " cannot be watched: " + why);
    }
  }

  private void follow(ClusterState from) {
    if (follower != null) {
      return;
    }
    follower =
        new ClusterFollower(
            from,
            cluster.api(),
            cluster.timer(),
            new ClusterFollower.Listener() {
              @Override
              public void changed() {
                changes.release();
              }

              @Override
              public void unreadable(String text) {
                problem.accept(text);
              }

              @Override
              public void refused(String reason) {
                refusal = reason;
                changes.release();
              }
            });
  }

  @Override
  public void close() {
    cluster.<Boolean>call(done -> {
      if (follower != null) {
        follower.close();
      }
      done.accept(true);
    });
    cluster.close();
  }
}

package dev.hereabouts.ipam.server;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pool;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cluster: what it tells is what the leader's service would tell. It is read once, and followed
 * from then on by who waits for changes.
 */
final class ClusterSource implements Source {
  /** What comes together is told together. */
  private static final Duration SETTLING = Duration.ofMillis(100);

  private final ClusterCalls cluster;
  private final ClusterState state;
  private final String name;
  private final Consumer<String> problem;
  private final Semaphore changes = new Semaphore(0);
  private @Nullable ClusterFollower follower;
  private volatile @Nullable String refusal;

  private ClusterSource(
      ClusterCalls cluster, ClusterState state, String name, Consumer<String> problem) {
    this.cluster = cluster;
    this.state = state;
    this.name = name;
    this.problem = problem;
  }

  static Source open(ClusterChoice choice, Consumer<String> problem) throws IOException {
    String name = "the cluster of " + choice;
    ClusterCalls cluster = new ClusterCalls(access(choice));
    try {
      ClusterState state = cluster.state();
      state.unreadable().forEach(problem);
      return new ClusterSource(cluster, state, name, problem);
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private static ApiAccess access(ClusterChoice choice) throws IOException {
    try {
      return ApiAccess.fromKubeconfig(choice.kubeconfig());
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

  private static List<Json.Writing> poolsOf(Inventory inventory) {
    return inventory.poolsInOrder().stream().map(pool -> writing(pool, inventory)).toList();
  }

  private static Json.Writing writing(Pool pool, Inventory inventory) {
    var use = inventory.use(pool);
    return json -> PoolUseMapper.write(pool, use, json);
  }

  @Override
  public void entries(Map<String, String> filters, Consumer<Entry> action) {
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

  private List<Entry> entries(Map<String, String> filters) {
    EntryFilter filter = EntryFilter.of(filters.entrySet());
    return of(inventory -> inventory.entriesInOrder().filter(filter).toList());
  }

  /** Asks the inventory where nobody alters it meanwhile. */
  private <T> List<T> of(Function<Inventory, List<T>> question) {
    return cluster.call(done ->
        done.accept(question.apply(follower == null ? state.inventory() : follower.inventory())));
  }

  private static Map<String, @Nullable Object> object(Json.Writing writing) throws IOException {
    return Json.decode(Json.encode(writing), JsonTree::object);
  }

  /** Pods are read after the entries, so that none that has one can be missing. */
  @Override
  public Suspects suspects(Progress progress) {
    try {
      KnownPods pods = new ClusterSight(cluster, progress).pods();
      return Suspects.or(entry -> Leak.of(entry, pods.stateOf(entry.pod())) != null);
    } catch (IOException e) {
      return Suspects.byEntries("which pods are gone is not known: " + e.getMessage());
    }
  }

  @Override
  public void awaitChange() throws IOException, InterruptedException {
    cluster.run(this::follow);
    changes.acquire();
    Thread.sleep(SETTLING);
    changes.drainPermits();
    String why = refusal;
    if (why != null) {
      throw new IOException(name + " cannot be watched: " + why);
    }
  }

  private void follow() {
    if (follower != null) {
      return;
    }
    follower =
        new ClusterFollower(
            state,
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

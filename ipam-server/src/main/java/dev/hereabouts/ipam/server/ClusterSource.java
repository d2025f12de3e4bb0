package dev.hereabouts.ipam.server;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.server.cli.ClusterChoice;
import dev.hereabouts.ipam.server.cli.Source;
import dev.hereabouts.ipam.server.inventory.ClusterState;
import dev.hereabouts.ipam.server.inventory.EntryFilter;
import dev.hereabouts.ipam.server.inventory.Inventory;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.json.PoolUseMapper;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster, read once: what it tells is what the leader's service would tell. */
final class ClusterSource implements Source {
  private final ClusterCalls cluster;
  private final Inventory inventory;

  private ClusterSource(ClusterCalls cluster, Inventory inventory) {
    this.cluster = cluster;
    this.inventory = inventory;
  }

  static Source open(ClusterChoice choice, Consumer<String> problem) throws IOException {
    ClusterCalls cluster = new ClusterCalls(access(choice));
    try {
      ClusterState state = cluster.state();
      state.unreadable().forEach(problem);
      return new ClusterSource(cluster, state.inventory());
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw new IOException("the cluster of " + choice + ": " + e.getMessage(), e);
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
    for (Pool pool : inventory.poolsInOrder()) {
      action.accept(object(json -> PoolUseMapper.write(pool, inventory.use(pool), json)));
    }
  }

  @Override
  public void entries(Map<String, String> filters, Consumer<Entry> action) {
    inventory.entriesInOrder().filter(EntryFilter.of(filters.entrySet())).forEach(action);
  }

  @Override
  public void entryObjects(
      Map<String, String> filters, Consumer<Map<String, @Nullable Object>> action)
      throws IOException {
    Iterator<Entry> entries =
        inventory.entriesInOrder().filter(EntryFilter.of(filters.entrySet())).iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      action.accept(object(json -> EntryMapper.write(entry, json)));
    }
  }

  private static Map<String, @Nullable Object> object(Json.Writing writing) throws IOException {
    return Json.decode(Json.encode(writing), JsonTree::object);
  }

  @Override
  public void close() {
    cluster.close();
  }
}

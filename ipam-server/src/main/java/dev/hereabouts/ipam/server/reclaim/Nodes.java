package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.reclaim.NodeState;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes of the cluster, as a watch shows them: late, so a release needs a look of its own. */
final class Nodes implements Watch.Listener<NodeSight>, AutoCloseable {
  static final String PATH = "/api/v1/nodes";

  /** A node has some 20 KB, most of it images: a page is two milliseconds of work. */
  private static final int NODES_A_PAGE = 25;

  private final Watch<NodeSight> watch;
  private final Map<String, NodeState> nodes = new HashMap<>();
  private boolean listed;

  Nodes(ApiServer api, Timer timer) {
    watch =
        Watch.start(
            api,
            timer,
            new Listing.Collection<>(PATH, View.WHOLE, NODES_A_PAGE, NodeSight::read),
            this);
  }

  NodeState state(String node) {
    if (!listed || node.isEmpty()) {
      return NodeState.UNKNOWN;
    }
    return nodes.getOrDefault(node, NodeState.DELETED);
  }

  @Override
  public void listed(List<NodeSight> all) {
    nodes.clear();
    all.forEach(this::changed);
    listed = true;
  }

  @Override
  public void changed(NodeSight node) {
    nodes.put(node.name(), node.state());
  }

  @Override
  public void removed(NodeSight node) {
    nodes.remove(node.name());
  }

  @Override
  public void close() {
    watch.close();
  }
}

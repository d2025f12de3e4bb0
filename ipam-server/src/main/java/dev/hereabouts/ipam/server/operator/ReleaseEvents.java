package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended.How;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes Events on the pools that addresses came back to: one for what one block gave back of
 * one pool. Where they are not allowed, there are none.
 */
final class ReleaseEvents {
  /** Events of cluster-scoped objects are there. */
  private static final String PATH = "/api/v1/namespaces/default/events";

  private static final int CREATED = 201;

  /** The API server takes 1024 bytes. */
  private static final int MOST_NAMED = 8;

  private final ClusterCalls cluster;
  private final Map<PoolId, SeenPool> pools = new HashMap<>();
  private boolean allowed = true;

  ReleaseEvents(ClusterCalls cluster, List<SeenPool> seen) {
    this.cluster = cluster;
    for (SeenPool pool : seen) {
      if (pool.pool() != null) {
        pools.put(pool.pool().id(), pool);
      }
    }
  }

  /** Tells of those that were released. */
  void ended(List<Ended> ended, Instant now) {
    Map<PoolId, List<Ended>> released = new HashMap<>();
    for (Ended each : ended) {
      if (each.how() == How.RELEASED) {
        released.computeIfAbsent(each.leak().entry().pool(), _ -> new ArrayList<>()).add(each);
      }
    }
    released.forEach((id, these) -> {
      SeenPool pool = pools.get(id);
      if (pool != null && allowed) {
        create(pool, message(these), now);
      }
    });
  }

  private static String message(List<Ended> released) {
    List<String> named = new ArrayList<>();
    for (Ended each : released.subList(0, Math.min(MOST_NAMED, released.size()))) {
      Entry entry = each.leak().entry();
      named.add(
          AddressText.format(entry.address())
              + " of "
              + shortened(entry.pod().reference())
              + " ("
              + each.leak().reason().code()
              + ")");
    }
    int more = released.size() - named.size();
    return "an operator released "
        + String.join(", ", named)
        + (more == 0 ? "" : " and " + more + " more");
  }

  private static String shortened(String text) {
    int most = 64;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  private void create(SeenPool pool, String message, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    byte[] event =
        Json.inMemory(json -> {
          json.writeStartObject();
          json.writeStringField("apiVersion", "v1");
          json.writeStringField("kind", "Event");
          json.writeObjectFieldStart("metadata");
          json.writeStringField("generateName", pool.name() + ".");
          json.writeEndObject();
          json.writeObjectFieldStart("involvedObject");
          json.writeStringField("apiVersion", "ipam.hereabouts.dev/v1alpha1");
          json.writeStringField("kind", "HereaboutsPool");
          json.writeStringField("name", pool.name());
          json.writeStringField("uid", pool.uid());
          json.writeEndObject();
          json.writeStringField("type", "Normal");
          json.writeStringField("reason", "Released");
          json.writeStringField("message", message);
          json.writeStringField("firstTimestamp", time);
          json.writeStringField("lastTimestamp", time);
          json.writeNumberField("count", 1);
          json.writeObjectFieldStart("source");
          json.writeStringField("component", "hereabouts-cleanup");
          json.writeEndObject();
          json.writeEndObject();
        });
    try {
      allowed = cluster.request(Verb.POST, PATH, event).status() == CREATED;
    } catch (IOException _) {
      allowed = false; // the release is done and was told of; an event is a courtesy
    }
  }
}

package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pools' numbers in the status of their HereaboutsPools, for people to read. */
final class PoolStatuses {
  private static final Logger LOG = LoggerFactory.getLogger(PoolStatuses.class);

  private final ApiServer api;
  private final Map<PoolId, Status> written = new HashMap<>();
  private final Set<PoolId> underWay = new HashSet<>();

  /** What is written: a pool has the same status as long as these are the same. */
  private record Status(PoolUse use, Set<String> networks) {}

  PoolStatuses(ApiServer api) {
    this.api = api;
  }

  /**
   * Writes the numbers if they differ from what was written last.
   *
   * @param name of the pool's object
   * @return whether the object has these numbers already
   */
  boolean publish(String name, Pool pool, PoolUse use) {
    Status status = new Status(use, Set.copyOf(pool.networks()));
    if (status.equals(written.get(pool.id()))) {
      return true;
    }
    if (underWay.add(pool.id())) {
      byte[] patch = Json.inMemory(json -> write(pool, use, json));
      api.request(
          Verb.PATCH,
          Resource.POOLS.path(name) + "/status",
          patch,
          outcome -> {
            underWay.remove(pool.id());
            switch (outcome) {
              case ApiOutcome.Answered answer when Answers.isSuccess(answer) ->
                  written.put(pool.id(), status);
              case ApiOutcome.Answered answer ->
                  LOG.debug("the status of {}: {}", name, ApiStatus.of(answer).text());
              case ApiOutcome.NoAnswer(String reason) ->
                  LOG.debug("the status of {}: {}", name, reason);
            }
          });
    }
    return false;
  }

  private static void write(Pool pool, PoolUse use, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("status");
    json.writeStringField("size", use.size().toString());
    json.writeStringField("used", Long.toString(use.used()));
    json.writeStringField("free", use.free().toString());
    json.writeStringField("percent", use.percent().toPlainString());
    json.writeArrayFieldStart("networks");
    for (String network : pool.networks()) {
      json.writeString(network);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }
}

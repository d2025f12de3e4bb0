package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.inventory.PoolReport;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools' numbers and conditions in the status of their HereaboutsPools, for people to read.
 *
 * <p>Numbers are written over what is there. Conditions carry times, and others may add theirs: the
 * object is read before they change, and what is written rests on its version. What stands there
 * already is not written.
 */
final class PoolStatuses {
  private static final Logger LOG = LoggerFactory.getLogger(PoolStatuses.class);

  private final ApiServer api;
  private final Map<PoolId, Status> written = new HashMap<>();
  private final Set<PoolId> underWay = new HashSet<>();

  /** What is to stand there: a pool has the same status as long as these are the same. */
  private record Status(
      PoolUse use, List<String> networks, int suspects, List<PoolCondition> conditions) {
    static Status of(PoolReport report) {
      return new Status(
          report.use(), report.pool().networks(), report.suspects(), PoolCondition.of(report));
    }

    /** The fields but for the conditions. */
    Map<String, @Nullable Object> numbers() {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("size", use.size().toString());
      fields.put("used", Long.toString(use.used()));
      fields.put("free", use.free().toString());
      fields.put("percent", use.percent().toPlainString());
      fields.put("suspects", suspects);
      fields.put("networks", networks);
      return fields;
    }
  }

  PoolStatuses(ApiServer api) {
    this.api = api;
  }

  /**
   * Writes a pool's status if it differs from what was written last.
   *
   * @param name of the pool's object
   * @param now the time of what has changed
   * @return whether the object has this status already
   */
  boolean publish(String name, PoolReport report, Instant now) {
    PoolId id = report.pool().id();
    Status wanted = Status.of(report);
    Status before = written.get(id);
    if (wanted.equals(before)) {
      return true;
    }
    if (underWay.add(id)) {
      if (before != null && before.conditions().equals(wanted.conditions())) {
        patch(name, id, wanted, Map.of("status", wanted.numbers()));
      } else {
        api.get(Resource.POOLS.path(name), outcome -> read(name, id, wanted, now, outcome));
      }
    }
    return false;
  }

  /**
   * A watch tells what the object says, which may be late.
   *
   * @param use its numbers, or null
   * @return whether they are to be written again, for somebody else has changed them
   */
  boolean seen(PoolId id, @Nullable PoolUse use) {
    Status known = written.get(id);
    if (known == null || underWay.contains(id) || known.use().equals(use)) {
      return false;
    }
    written.remove(id);
    return true;
  }

  /** The object is gone. */
  void forget(PoolId id) {
    written.remove(id);
  }

  private void read(String name, PoolId id, Status wanted, Instant now, ApiOutcome outcome) {
    if (!(outcome instanceof ApiOutcome.Answered answer) || !Answers.isSuccess(answer)) {
      failed(name, id, outcome);
      return;
    }
    try {
      Map<String, @Nullable Object> object = Json.decode(answer.body(), JsonTree::object);
      Map<String, @Nullable Object> metadata = fields(object, "metadata");
      Map<String, @Nullable Object> present = fields(object, "status");
      Map<String, @Nullable Object> fields = wanted.numbers();
      fields.put(
          "conditions",
          PoolCondition.merged(
              wanted.conditions(),
              JsonTree.objectsOf(present.get("conditions")),
              metadata.get("generation") instanceof Number generation ? generation.longValue() : 0,
              now));
      if (fields.equals(only(fields.keySet(), present))) {
        underWay.remove(id);
        written.put(id, wanted);
        return;
      }
      Map<String, @Nullable Object> version =
          Map.of("resourceVersion", String.valueOf(metadata.get("resourceVersion")));
      patch(name, id, wanted, Map.of("metadata", version, "status", fields));
    } catch (IOException e) {
      underWay.remove(id);
      LOG.warn("the status of {} is not understood: {}", name, Answers.reason(e));
    }
  }

  private void patch(String name, PoolId id, Status status, Map<String, ?> fields) {
    api.request(
        Verb.PATCH,
        Resource.POOLS.path(name) + "/status",
        Json.inMemory(json -> JsonTree.write(fields, json)),
        outcome -> {
          if (outcome instanceof ApiOutcome.Answered answer && Answers.isSuccess(answer)) {
            underWay.remove(id);
            written.put(id, status);
          } else {
            failed(name, id, outcome);
          }
        });
  }

  private void failed(String name, PoolId id, ApiOutcome outcome) {
    underWay.remove(id);
    switch (outcome) {
      case ApiOutcome.Answered answer ->
          LOG.debug("the status of {}: {}", name, ApiStatus.of(answer).text());
      case ApiOutcome.NoAnswer(String reason) -> LOG.debug("the status of {}: {}", name, reason);
    }
  }

  private static Map<String, @Nullable Object> fields(
      Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Map<?, ?> fields ? JsonTree.copy(fields) : Map.of();
  }

  private static Map<String, @Nullable Object> only(
      Set<String> names, Map<String, @Nullable Object> of) {
    Map<String, @Nullable Object> fields = new HashMap<>();
    names.forEach(name -> {
      if (of.containsKey(name)) {
        fields.put(name, of.get(name));
      }
    });
    return fields;
  }
}

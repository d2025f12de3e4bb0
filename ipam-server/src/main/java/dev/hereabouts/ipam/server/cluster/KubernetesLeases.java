package dev.hereabouts.ipam.server.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.server.election.LeaseOutcome;
import dev.hereabouts.ipam.server.election.LeaseRead;
import dev.hereabouts.ipam.server.election.LeaseRecord;
import dev.hereabouts.ipam.server.election.LeaseStore;
import dev.hereabouts.ipam.server.election.LeaseWrite;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lease as an object of {@code coordination.k8s.io/v1}. */
public final class KubernetesLeases implements LeaseStore {
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ApiServer api;
  private final String collection;
  private final String name;

  public KubernetesLeases(ApiServer api, String namespace, String name) {
    this.api = api;
    this.collection = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    this.name = name;
  }

  @Override
  public void read(Consumer<LeaseRead> answer) {
    api.get(
        collection + "/" + name,
        outcome ->
            answer.accept(
                switch (outcome) {
                  case ApiOutcome.NoAnswer(String reason) -> new LeaseRead.Failed(reason);
                  case ApiOutcome.Answered answered -> read(answered);
                }));
  }

  private static LeaseRead read(ApiOutcome.Answered answered) {
    if (answered.status() == 404) {
      return new LeaseRead.Absent();
    }
    if (answered.status() != 200) {
      return new LeaseRead.Failed(ApiStatus.of(answered).text());
    }
    try {
      return new LeaseRead.Found(
          Json.decode(answered.body(), LeaseSpec::read),
          Json.decode(answered.body(), ObjectMeta::read).resourceVersion());
    } catch (IOException e) {
      return new LeaseRead.Failed("the lease is not understood: " + e.getMessage());
    }
  }

  /** Runs this at each change of the lease, and now and then without one. */
  public Watch<ObjectMeta> follow(Timer timer, Runnable changed) {
    return Watch.start(
        api,
        timer,
        new Listing.Collection<>(
            collection + "?fieldSelector=metadata.name%3D" + name,
            View.METADATA,
            1,
            ObjectMeta::read),
        new Watch.Listener<>() {
          @Override
          public void listed(List<ObjectMeta> all) {
            changed.run();
          }

          @Override
          public void changed(ObjectMeta object) {
            changed.run();
          }

          @Override
          public void removed(ObjectMeta object) {
            changed.run();
          }
        });
  }

  @Override
  public void write(LeaseWrite write, Consumer<LeaseOutcome> answer) {
    String version = write.basedOn();
    byte[] body = Json.inMemory(json -> write(write.record(), version, json));
    Consumer<ApiOutcome> done = outcome -> answer.accept(written(outcome));
    if (version == null) {
      api.request(Verb.POST, collection, body, done);
    } else {
      api.request(Verb.PATCH, collection + "/" + name, body, done);
    }
  }

  private void write(LeaseRecord lease, @Nullable String version, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("apiVersion", "coordination.k8s.io/v1");
    json.writeStringField("kind", "Lease");
    json.writeObjectFieldStart("metadata");
    json.writeStringField("name", name);
    if (version != null) {
      json.writeStringField("resourceVersion", version);
    }
    json.writeEndObject();
    json.writeObjectFieldStart("spec");
    json.writeStringField("holderIdentity", lease.holderIdentity());
    if (lease.leaseDurationSeconds() > 0) {
      json.writeNumberField("leaseDurationSeconds", lease.leaseDurationSeconds());
    }
    writeTime("acquireTime", lease.acquireTime(), json);
    writeTime("renewTime", lease.renewTime(), json);
    json.writeNumberField("leaseTransitions", lease.leaseTransitions());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeTime(String field, @Nullable Instant time, JsonGenerator json)
      throws IOException {
    if (time != null) {
      json.writeStringField(field, MICRO_TIME.format(time));
    }
  }

  private static LeaseOutcome written(ApiOutcome outcome) {
    return switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> new LeaseOutcome.Unknown(reason);
      case ApiOutcome.Answered answered when isSuccess(answered) -> version(answered);
      case ApiOutcome.Answered answered when isConflict(answered) -> new LeaseOutcome.Conflict();
      case ApiOutcome.Answered answered -> new LeaseOutcome.Unknown(ApiStatus.of(answered).text());
    };
  }

  private static boolean isSuccess(ApiOutcome.Answered answered) {
    return answered.status() == 200 || answered.status() == 201;
  }

  /** Also when the lease to be changed is gone. */
  private static boolean isConflict(ApiOutcome.Answered answered) {
    return answered.status() == 409 || answered.status() == 404;
  }

  private static LeaseOutcome version(ApiOutcome.Answered answered) {
    try {
      return new LeaseOutcome.Written(
          Json.decode(answered.body(), ObjectMeta::read).resourceVersion());
    } catch (IOException e) {
      return new LeaseOutcome.Unknown("the answer is not understood: " + e.getMessage());
    }
  }
}

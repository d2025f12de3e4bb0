package dev.hereabouts.ipam.server.cluster;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ConfigMap in which the leader says where it is. Only for finding it: it proves nothing. */
public final class LeaderRecords {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderRecords.class);
  private static final int NOT_FOUND = 404;

  private final ApiServer api;
  private final Timer timer;
  private final String collection;

  public LeaderRecords(ApiServer api, Timer timer, String namespace) {
    this.api = api;
    this.timer = timer;
    this.collection = "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  /** Tells of the record as it is and of each change of it. */
  public Watch<LeaderRecord> follow(Consumer<LeaderRecord> listener) {
    Listing.Collection<LeaderRecord> one =
        new Listing.Collection<>(
            collection + "?fieldSelector=metadata.name%3D" + LeaderRecord.CONFIG_MAP,
            View.WHOLE,
            1,
            LeaderRecord::read);
    return Watch.start(
        api,
        timer,
        one,
        new Watch.Listener<>() {
          @Override
          public void listed(List<LeaderRecord> all) {
            all.forEach(listener);
          }

          @Override
          public void changed(LeaderRecord record) {
            listener.accept(record);
          }

          @Override
          public void removed(LeaderRecord record) {
            // the leader, which follows too, puts it back
            listener.accept(new LeaderRecord("", "", 0, ""));
          }
        });
  }

  /**
   * Writes the record over what is there.
   *
   * @param done told why that failed, or null
   */
  public void publish(LeaderRecord record, Consumer<@Nullable String> done) {
    byte[] body = Json.inMemory(record::write);
    api.request(
        Verb.PATCH,
        collection + "/" + LeaderRecord.CONFIG_MAP,
        body,
        outcome -> {
          if (outcome instanceof ApiOutcome.Answered(int status, byte[] _) && status == NOT_FOUND) {
            api.request(Verb.POST, collection, body, created -> done.accept(failure(created)));
          } else {
            done.accept(failure(outcome));
          }
        });
  }

  private static @Nullable String failure(ApiOutcome outcome) {
    String failure =
        switch (outcome) {
          case ApiOutcome.NoAnswer(String reason) -> reason;
          case ApiOutcome.Answered answered when answered.status() / 100 == 2 -> null;
          case ApiOutcome.Answered answered -> ApiStatus.of(answered).text();
        };
    if (failure != null) {
      LOG.warn("the leader's ConfigMap cannot be written: {}", failure);
    }
    return failure;
  }
}

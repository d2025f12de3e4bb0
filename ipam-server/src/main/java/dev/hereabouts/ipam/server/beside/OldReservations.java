package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import dev.hereabouts.ipam.server.whereabouts.BesideNames.Spot;
import dev.hereabouts.ipam.server.whereabouts.OldObjectForm;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import dev.hereabouts.ipam.server.whereabouts.OldReservation;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our reservations. They have a finalizer: failed ADDs of whereabouts delete reservations by name,
 * whosever they are.
 */
record OldReservations(OldApi api) {
  private static final String FINALIZER = "hereabouts.dev/beside-whereabouts";
  private static final int TRIES = 20;

  /** The object as it was read. */
  private record Present(ObjectMeta meta, String podRef, String mark) {
    static Present of(OldApi.Answer answer) throws IOException {
      OldObjects read = new OldObjects();
      read.take("OverlappingRangeIPReservation", answer.successful().object());
      OldReservation found = read.reservations().getFirst();
      return new Present(answer.meta(), found.podRef(), found.containerId());
    }
  }

  /**
   * Reserves an address; a reservation of ours that is there already is written anew.
   *
   * @return who else has it; else null
   */
  Future<@Nullable Spot> claim(Claim claim, Right right, String mark) {
    String name = claim.reservation();
    return name == null ? Future.succeededFuture() : claim(name, claim, right, mark, TRIES);
  }

  private Future<@Nullable Spot> claim(
      String name, Claim claim, Right right, String mark, int tries) {
    if (tries == 0) {
      return Future.failedFuture(new IOException("others write the reservation " + name));
    }
    return api.create(name, object(name, mark))
        .compose(answer -> {
          if (!answer.isConflict()) {
            return successful(answer).mapEmpty();
          }
          return api.get(name)
              .compose(found -> {
                if (found.isMissing()) {
                  return claim(name, claim, right, mark, tries - 1);
                }
                return present(found)
                    .compose(present -> {
                      if (right.keeps(present.podRef())) {
                        return Future.succeededFuture();
                      }
                      if (!right.mayWriteOver(present.podRef())) {
                        return Future.succeededFuture(spot(claim, present));
                      }
                      return api.patch(name, ours(present, mark))
                          .compose(written ->
                              written.isConflict() || written.isMissing()
                                  ? claim(name, claim, right, mark, tries - 1)
                                  : successful(written).mapEmpty());
                    });
              });
        });
  }

  /** Takes a reservation away, if it is as the trace says. */
  Future<@Nullable Void> free(String name, Trace trace) {
    return free(name, trace, TRIES);
  }

  private Future<@Nullable Void> free(String name, Trace trace, int tries) {
    if (tries == 0) {
      return Future.failedFuture(new IOException("others write the reservation " + name));
    }
    return api.get(name)
        .compose(found ->
            found.isMissing()
                ? Future.succeededFuture()
                : present(found)
                    .compose(present ->
                        trace.tells(present.podRef(), present.mark())
                            ? delete(present, trace, tries)
                            : Future.succeededFuture()));
  }

  /** Deletes it, then lets it go: while our finalizer is there nobody can make another. */
  private Future<@Nullable Void> delete(Present present, Trace trace, int tries) {
    String name = present.meta().name();
    return api.delete(present.meta())
        .compose(deleted -> {
          if (deleted.isMissing()) {
            return Future.succeededFuture();
          }
          if (deleted.isConflict()) {
            return free(name, trace, tries - 1);
          }
          if (!present.podRef().equals(BesideNames.OWNER)) {
            return successful(deleted).mapEmpty();
          }
          return present(deleted)
              .compose(left -> {
                if (left.meta().resourceVersion().isEmpty()) {
                  return Future.succeededFuture(); // it had no finalizer any more
                }
                return api.patch(name, withoutFinalizers(left))
                    .compose(written -> {
                      if (written.isMissing()) {
                        return Future.succeededFuture();
                      }
                      return written.isConflict()
                          ? free(name, trace, tries - 1)
                          : successful(written).mapEmpty();
                    });
              });
        });
  }

  private static Future<Present> present(OldApi.Answer answer) {
    try {
      return Future.succeededFuture(Present.of(answer));
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<OldApi.Answer> successful(OldApi.Answer answer) {
    try {
      return Future.succeededFuture(answer.successful());
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private static Spot spot(Claim claim, Present present) {
    return new Spot(
        BesideNames.reservationPool(claim.pool().space(), claim.address()),
        claim.address(),
        present.podRef(),
        present.mark());
  }

  private Map<String, @Nullable Object> object(String name, String mark) {
    Map<String, @Nullable Object> object =
        OldObjectForm.of(new OldReservation(api.namespace(), name, "", BesideNames.OWNER, ""));
    object.put(
        "metadata",
        Map.of("name", name, "namespace", api.namespace(), "finalizers", List.of(FINALIZER)));
    object.put("spec", Map.of("podref", BesideNames.OWNER, "containerid", mark));
    return object;
  }

  private static Map<String, @Nullable Object> ours(Present present, String mark) {
    Map<String, @Nullable Object> spec = new HashMap<>();
    spec.put("podref", BesideNames.OWNER);
    spec.put("containerid", mark);
    spec.put("ifname", null);
    Map<String, @Nullable Object> metadata = new HashMap<>();
    metadata.put("resourceVersion", present.meta().resourceVersion());
    if (!present.podRef().equals(BesideNames.OWNER)) {
      metadata.put("finalizers", List.of(FINALIZER));
    }
    return Map.of("metadata", metadata, "spec", spec);
  }

  private static Map<String, @Nullable Object> withoutFinalizers(Present present) {
    Map<String, @Nullable Object> metadata = new HashMap<>();
    metadata.put("resourceVersion", present.meta().resourceVersion());
    metadata.put("finalizers", null);
    return Map.of("metadata", metadata);
  }
}

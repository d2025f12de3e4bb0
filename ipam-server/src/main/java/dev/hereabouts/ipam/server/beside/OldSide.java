package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.whereabouts.BesideNames.Spot;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whereabouts' objects, as far as we write them: so that it does not give what we have. */
record OldSide(OldPools pools, OldReservations reservations) {
  /**
   * @param leads whether this may write
   */
  static OldSide of(ApiServer api, String namespace, BooleanSupplier leads) {
    return new OldSide(
        new OldPools(new OldApi(api, namespace, "ippools", "IPPool", leads)),
        new OldReservations(
            new OldApi(
                api,
                namespace,
                "overlappingrangeipreservations",
                "OverlappingRangeIPReservation",
                leads)));
  }

  Future<OldRecords> list() {
    OldObjects objects = new OldObjects();
    return pools
        .api()
        .list(objects)
        .compose(_ -> reservations.api().list(objects))
        .map(OldRecords::of);
  }

  /**
   * Records addresses: first in their pools, then as reservations.
   *
   * @param mark unlike that of any other call
   * @return those that somebody else has; then not all of the others are recorded
   */
  Future<List<Spot>> claim(Map<Claim, Right> claims, String mark) {
    return pools
        .claim(claims, mark)
        .compose(taken -> {
          if (!taken.isEmpty()) {
            return Future.succeededFuture(taken);
          }
          List<Future<@Nullable Spot>> reserved = new ArrayList<>();
          claims.forEach((claim, right) -> reserved.add(reservations.claim(claim, right, mark)));
          return Future.join(reserved)
              .map(all -> all.<@Nullable Spot>list().stream().filter(Objects::nonNull).toList());
        });
  }

  /**
   * Takes our records away: first reservations, then in their pools.
   *
   * @param keptReservations the names of those that are needed still
   */
  Future<@Nullable Void> free(Map<Claim, Trace> claims, Set<String> keptReservations) {
    Future<@Nullable Void> done = Future.succeededFuture();
    for (Map.Entry<Claim, Trace> each : claims.entrySet()) {
      String name = each.getKey().reservation();
      if (name != null && !keptReservations.contains(name)) {
        done = done.compose(_ -> reservations.free(name, each.getValue()));
      }
    }
    return done.compose(_ -> pools.free(claims));
  }
}

package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import dev.hereabouts.ipam.server.whereabouts.BesideNames.Spot;
import dev.hereabouts.ipam.server.whereabouts.OldAllocation;
import dev.hereabouts.ipam.server.whereabouts.OldObjectForm;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import dev.hereabouts.ipam.server.whereabouts.OldPool;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our records in IPPools. Each write rests on the version that was read. */
record OldPools(OldApi api) {
  private static final int TRIES = 50;

  /** One pool's claims, and the name of its object. */
  private record Part(PoolId pool, String name, List<Claim> claims) {}

  private static List<Part> parts(Collection<Claim> claims) {
    Map<PoolId, Part> parts = new LinkedHashMap<>();
    for (Claim claim : claims) {
      String name = claim.poolName();
      if (name != null) {
        parts
            .computeIfAbsent(claim.pool(), pool -> new Part(pool, name, new ArrayList<>()))
            .claims()
            .add(claim);
      }
    }
    return List.copyOf(parts.values());
  }

  /** The object as it was read. */
  private record Present(OldApi.Answer answer, String range, Map<String, OldAllocation> held) {
    static Present of(OldApi.Answer answer) throws IOException {
      if (answer.isMissing()) {
        return new Present(answer, "", Map.of());
      }
      OldObjects read = new OldObjects();
      read.take("IPPool", answer.successful().object());
      Map<String, OldAllocation> held = new HashMap<>();
      OldPool pool = read.pools().getFirst();
      pool.allocations().forEach(each -> held.put(each.key(), each));
      return new Present(answer, pool.range(), held);
    }

    String key(Claim claim) {
      return BesideNames.key(claim.pool(), range, claim.address());
    }

    /** The change of these allocations, on the version that was read. */
    Map<String, @Nullable Object> patch(Map<String, @Nullable Object> allocations)
        throws IOException {
      return Map.of(
          "metadata",
          Map.of("resourceVersion", answer.meta().resourceVersion()),
          "spec",
          Map.of("allocations", allocations));
    }

    /** Whether somebody wrote, made or removed it meanwhile. */
    boolean isOutdated(OldApi.Answer write) {
      return write.isConflict() || (!answer.isMissing() && write.isMissing());
    }
  }

  /**
   * Records addresses. A record of ours that is there already is written anew, so that nobody who
   * was to take it away does so now.
   *
   * @return those that somebody else has; then nothing is recorded in their pools
   */
  Future<List<Spot>> claim(Map<Claim, Right> claims, String mark) {
    Future<List<Spot>> taken = Future.succeededFuture(new ArrayList<>());
    for (Part part : parts(claims.keySet())) {
      taken = taken.compose(before -> claim(part, claims, mark, before, TRIES));
    }
    return taken;
  }

  private Future<List<Spot>> claim(
      Part part, Map<Claim, Right> rights, String mark, List<Spot> before, int tries) {
    return api.get(part.name())
        .compose(answer -> {
          try {
            Present present = Present.of(answer);
            List<Spot> taken = new ArrayList<>();
            Map<String, @Nullable Object> added = new LinkedHashMap<>();
            for (Claim claim : part.claims()) {
              OldAllocation held = present.held().get(present.key(claim));
              Right right = rights.getOrDefault(claim, Right.NONE);
              if (held == null || right.mayWriteOver(held.podRef())) {
                added.put(present.key(claim), value(mark));
              } else if (!right.keeps(held.podRef())) {
                taken.add(
                    new Spot(part.pool(), claim.address(), held.podRef(), held.containerId()));
              }
            }
            if (!taken.isEmpty() || added.isEmpty()) {
              before.addAll(taken);
              return Future.succeededFuture(before);
            }
            return (answer.isMissing()
                    ? api.create(part.name(), object(part, added))
                    : api.patch(part.name(), present.patch(added)))
                .compose(written ->
                    present.isOutdated(written) && tries > 1
                        ? claim(part, rights, mark, before, tries - 1)
                        : successful(written).map(before));
          } catch (IOException e) {
            return Future.failedFuture(e);
          }
        });
  }

  /** Takes our records away, as far as they are as the traces say. */
  Future<@Nullable Void> free(Map<Claim, Trace> claims) {
    Future<@Nullable Void> done = Future.succeededFuture();
    for (Part part : parts(claims.keySet())) {
      done = done.compose(_ -> free(part, claims, TRIES));
    }
    return done;
  }

  private Future<@Nullable Void> free(Part part, Map<Claim, Trace> traces, int tries) {
    return api.get(part.name())
        .compose(answer -> {
          try {
            Present present = Present.of(answer);
            Map<String, @Nullable Object> removed = new LinkedHashMap<>();
            for (Claim claim : part.claims()) {
              OldAllocation held = present.held().get(present.key(claim));
              Trace trace = traces.getOrDefault(claim, Trace.NONE);
              if (held != null && trace.tells(held.podRef(), held.containerId())) {
                removed.put(held.key(), null);
              }
            }
            if (removed.isEmpty()) {
              return Future.succeededFuture();
            }
            return api.patch(part.name(), present.patch(removed))
                .compose(written ->
                    present.isOutdated(written) && tries > 1
                        ? free(part, traces, tries - 1)
                        : successful(written).mapEmpty());
          } catch (IOException e) {
            return Future.failedFuture(e);
          }
        });
  }

  private static Future<OldApi.Answer> successful(OldApi.Answer answer) {
    try {
      return Future.succeededFuture(answer.successful());
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private static Map<String, @Nullable Object> value(String mark) {
    Map<String, @Nullable Object> value =
        OldObjectForm.of(new OldAllocation("", mark, BesideNames.OWNER, ""));
    value.put("ifname", null); // takes an imported pod's away
    return value;
  }

  private Map<String, @Nullable Object> object(
      Part part, Map<String, @Nullable Object> allocations) {
    String range = AddressText.format(part.pool().cidr());
    Map<String, @Nullable Object> object =
        OldObjectForm.of(new OldPool(api.namespace(), part.name(), range, List.of()));
    object.put("spec", Map.of("range", range, "allocations", allocations));
    return object;
  }
}

package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.server.cli.Progress;
import dev.hereabouts.ipam.server.cluster.KubernetesLeases;
import dev.hereabouts.ipam.server.cluster.LeaderRecord;
import dev.hereabouts.ipam.server.election.LeaseRead;
import dev.hereabouts.ipam.server.election.LeaseRecord;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.reclaim.PodForm;
import dev.hereabouts.ipam.server.store.kubernetes.SeenObjects;
import dev.hereabouts.ipam.server.upkeep.KnownPods;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import dev.hereabouts.ipam.server.upkeep.check.SeenLeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is compared with what. Whoever asks for blocks first and for pods afterwards cannot
 * miss the pod of an entry; see {@link KnownPods}.
 */
record ClusterSight(ClusterCalls cluster, Progress progress) {
  private static final int A_PAGE = 2_000;
  private static final int MOST_READ_ALONE = 100;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final String LEASE = "hereabouts-allocator";
  private static final String PODS = "/api/v1/pods";

  /** The two phases that are final. Whole pods need not be read for their phases. */
  private static final String ENDED =
      PODS
          + "?fieldSelector=status.phase!%3DPending,status.phase!%3DRunning,status.phase!%3DUnknown";

  List<SeenPool> pools() throws IOException {
    try {
      return list("reading pools", SeenObjects.pools());
    } catch (IOException e) {
      throw String.valueOf(e.getMessage()).contains(": 404: ")
          ? new IOException(
              e.getMessage()
                  + "; are the custom resource definitions installed?"
                  + " hereabouts crds | kubectl apply -f -",
              e)
          : e;
    }
  }

  List<SeenBlock> blocks() throws IOException {
    return list("reading blocks", SeenObjects.blocks());
  }

  /**
   * The blocks after an earlier look: what still has the version of then is not read again, unless
   * so many differ that all are read sooner.
   */
  List<SeenBlock> blocks(List<SeenBlock> earlier) throws IOException {
    Map<String, SeenBlock> known =
        earlier.stream().collect(Collectors.toMap(SeenBlock::name, Function.identity()));
    List<SeenBlock> same = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (ObjectMeta object :
        list(
            "looking for changed blocks",
            metadata(SeenObjects.blocks().path(), ObjectMeta::read))) {
      SeenBlock before = known.get(object.name());
      if (before != null && before.resourceVersion().equals(object.resourceVersion())) {
        same.add(before);
      } else {
        others.add(object.name());
      }
    }
    if (others.size() > MOST_READ_ALONE) {
      return blocks();
    }
    for (String name : others) {
      SeenBlock now = block(name);
      if (now != null) {
        same.add(now);
      }
    }
    return same;
  }

  private @Nullable SeenBlock block(String name) throws IOException {
    String path = SeenObjects.blocks().path() + "/" + name;
    ApiOutcome.Answered answer = cluster.request(Verb.GET, path, ApiServer.NO_BODY);
    return switch (answer.status()) {
      case OK -> Json.decode(answer.body(), SeenObjects.blocks().item());
      case NOT_FOUND -> null;
      default -> throw new IOException("GET " + path + ": " + ApiStatus.of(answer).text());
    };
  }

  KnownPods pods() throws IOException {
    return population(false).pods();
  }

  /** Pods and nodes; the lists are read at the same time, for each waits for its own pages. */
  Population population() throws IOException {
    return population(true);
  }

  /** Who may hold addresses, and where. */
  record Population(KnownPods pods, Set<String> nodes) {}

  private Population population(boolean withNodes) throws IOException {
    progress.at("reading pods" + (withNodes ? " and nodes" : ""));
    try (ExecutorService lists = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<KnownPod>> all = lists.submit(() -> list(metadata(PODS, PodForm::read)));
      Future<List<String>> ended =
          lists.submit(() -> list(metadata(ENDED, json -> PodForm.read(json).uid())));
      Future<List<String>> nodes =
          lists.submit(() ->
              withNodes
                  ? list(metadata("/api/v1/nodes", json -> ObjectMeta.read(json).name()))
                  : List.of());
      return new Population(new KnownPods(all.get(), ended.get()), new HashSet<>(nodes.get()));
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Who leads by the Lease of this namespace, and by the leader's record there. */
  SeenLeader leader(String namespace) throws IOException {
    progress.at("reading who leads");
    KubernetesLeases leases = new KubernetesLeases(cluster.api(), namespace, LEASE);
    LeaderRecord record = record(namespace);
    String name = record == null ? null : record.identity();
    String target =
        record == null || record.host().isEmpty() || record.port() == 0
            ? ""
            : record.host() + ":" + record.port();
    return switch (cluster.<LeaseRead>call(leases::read)) {
      case LeaseRead.Failed(String reason) ->
          throw new IOException("the lease " + LEASE + ": " + reason);
      case LeaseRead.Absent() -> new SeenLeader(null, null, 0, name, target);
      case LeaseRead.Found(LeaseRecord lease, String _) ->
          new SeenLeader(
              lease.holderIdentity(),
              lease.renewTime(),
              lease.leaseDurationSeconds(),
              name,
              target);
    };
  }

  private @Nullable LeaderRecord record(String namespace) throws IOException {
    String path = "/api/v1/namespaces/" + namespace + "/configmaps/" + LeaderRecord.CONFIG_MAP;
    ApiOutcome.Answered answer = cluster.request(Verb.GET, path, ApiServer.NO_BODY);
    return switch (answer.status()) {
      case OK -> Json.decode(answer.body(), LeaderRecord::read);
      case NOT_FOUND -> null;
      default -> throw new IOException("GET " + path + ": " + ApiStatus.of(answer).text());
    };
  }

  private static <T> Listing.Collection<T> metadata(String path, Json.Reading<T> reading) {
    return new Listing.Collection<>(path, View.METADATA, A_PAGE, reading);
  }

  private <T> List<T> list(String stage, Listing.Collection<T> collection) throws IOException {
    progress.at(stage);
    return list(collection);
  }

  private <T> List<T> list(Listing.Collection<T> collection) throws IOException {
    return cluster.list(
        new Listing.Collection<>(
            collection.path(),
            collection.view(),
            collection.pageSize(),
            json -> {
              T item = collection.item().read(json);
              progress.add(1);
              return item;
            }));
  }
}

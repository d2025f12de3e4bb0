package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.crds.Definitions;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.HttpApiServer;
import dev.hereabouts.ipam.server.loop.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A real API server with our custom resource definitions, and stores on it. */
final class Cluster implements AutoCloseable {
  final ControlPlane controlPlane;
  final Context loop;
  private final Path scratch;
  private final Vertx vertx = EventLoop.start();

  private Cluster(ControlPlane controlPlane, Path scratch) {
    this.controlPlane = controlPlane;
    this.scratch = scratch;
    loop = vertx.getOrCreateContext();
  }

  static Cluster start(Path scratch) throws Exception {
    Cluster cluster = new Cluster(ControlPlane.start(), scratch);
    LoadSettings settings = LoadSettings.builder().build();
    for (Object document : new Load(settings).loadAllFromString(Definitions.yaml())) {
      cluster
          .controlPlane
          .api()
          .create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", json(document))
          .successful();
    }
    for (Resource resource : Resource.values()) {
      cluster.controlPlane.api().waitUntilServed(resource.collection);
    }
    return cluster;
  }

  /** A store of the administrator. */
  LoopStore store() throws Exception {
    return store(controlPlane.url(), controlPlane.adminToken());
  }

  LoopStore store(URI server, String token) throws Exception {
    return store(server, token, api -> api);
  }

  /** A store of the administrator, to which the API server is what this makes of it. */
  LoopStore store(UnaryOperator<ApiServer> seenAs) throws Exception {
    return store(controlPlane.url(), controlPlane.adminToken(), seenAs);
  }

  private LoopStore store(URI server, String token, UnaryOperator<ApiServer> seenAs)
      throws Exception {
    Path file = scratch.resolve("kubeconfig");
    controlPlane.writeKubeconfig(file, server, token);
    HttpApiServer api =
        new HttpApiServer(vertx, ApiAccess.fromKubeconfig(file), Duration.ofSeconds(20));
    return new LoopStore(
        new KubernetesStore(
            seenAs.apply(api), (millis, task) -> vertx.setTimer(millis, _ -> task.run())),
        loop);
  }

  /** Removes all blocks and pools. */
  void empty() throws Exception {
    LoopStore store = store();
    for (StoredBlock block : ((LoadOutcome.Loaded) store.load()).blocks()) {
      store.commit(new BlockWrite.Remove(block.id(), block.version()));
    }
    controlPlane.api().delete(Resource.POOLS.collection).successful();
  }

  private static String json(Object document) throws IOException {
    return new String(Json.encode(json -> write(document, json)), StandardCharsets.UTF_8);
  }

  private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        json.writeFieldName(String.valueOf(field.getKey()));
        write(field.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(item, json);
      }
      json.writeEndArray();
    } else {
      json.writePOJO(value);
    }
  }

  @Override
  public void close() throws IOException {
    vertx.close().await();
    controlPlane.close();
  }
}

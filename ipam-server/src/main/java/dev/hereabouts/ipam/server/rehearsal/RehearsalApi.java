package dev.hereabouts.ipam.server.rehearsal;

import dev.hereabouts.ipam.server.candidate.ThrowAwayApi;
import dev.hereabouts.ipam.server.loop.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much of an API server as a rehearsal needs: it keeps each object as the text it was sent, with
 * a version of its own, lists, and tells watchers. It checks nothing; the build has no real one.
 */
final class RehearsalApi implements AutoCloseable {
  private static final String API = "/apis/ipam.hereabouts.dev/v1alpha1/";
  private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");
  private static final String REVIEWED =
      """
      {"status":{"authenticated":true,"audiences":["hereabouts.ipam.hereabouts.dev"],"user":\
      {"username":"system:serviceaccount:hereabouts-system:hereabouts-agent","extra":\
      {"authentication.kubernetes.io/node-name":["rehearsal"]}}}}\
      """;

  private final Vertx vertx = EventLoop.start();
  private final HttpServer server;
  private final Map<String, String> objects = new TreeMap<>();
  private final Map<HttpServerResponse, String> watchers = new LinkedHashMap<>();
  private long version = 1;

  private RehearsalApi(Path keys) {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PfxOptions().setPath(keys.toString()).setPassword("rehearsal")))
            .requestHandler(
                request -> request.body().onSuccess(body -> answer(request, body.toString())));
  }

  /**
   * Serves on a port of its own.
   *
   * @param keys its certificate and key, with the password {@code rehearsal}
   */
  static RehearsalApi start(Path keys) {
    RehearsalApi api = new RehearsalApi(keys);
    api.server.listen(0, "127.0.0.1").await();
    return api;
  }

  /** Makes a pool and an entry of it that nobody has any more. */
  void populate() {
    stored(
        API + "hereaboutspools/10-0-0-0-24",
        "ADDED",
        """
        {"metadata":{"name":"10-0-0-0-24"},"spec":{"space":"","range":"10.0.0.0/24"}}\
        """);
    stored(
        API + "hereaboutsblocks/10-0-0-0-26",
        "ADDED",
        """
        {"metadata":{"name":"10-0-0-0-26"},"spec":{"space":"","cidr":"10.0.0.0/26","writer":"","used":1,\
        "entries":["10.0.0.1/24 pod=default/p uid=u if=net1 node=n attempt=1.1 id=%032d"]}}\
        """
            .formatted(1));
  }

  int port() {
    return server.actualPort();
  }

  private void answer(HttpServerRequest request, String body) {
    String path = String.valueOf(request.path()).replaceAll("/status$", "");
    HttpServerResponse response = request.response();
    if ("true".equals(request.getParam("watch"))) {
      response.setChunked(true).writeHead();
      watchers.put(response, path);
      response.closeHandler(_ -> watchers.remove(response));
      return;
    }
    switch (request.method().name()) {
      case "POST" -> response.setStatusCode(201).end(posted(path, body));
      case "PUT", "PATCH" -> found(response, path, () -> stored(path, "MODIFIED", body));
      case "DELETE" -> found(response, path, () -> removed(path));
      default -> {
        if (path.matches(".*/(configmaps|leases|nodes|pods|hereabouts\\w+)")) {
          response.end(list(path));
        } else {
          found(response, path, () -> String.valueOf(objects.get(path)));
        }
      }
    }
  }

  private void found(HttpServerResponse response, String path, Supplier<String> body) {
    if (objects.containsKey(path)) {
      response.end(body.get());
    } else {
      response
          .setStatusCode(404)
          .end("{\"kind\":\"Status\",\"code\":404,\"details\":{\"name\":\"it\"}}");
    }
  }

  private String posted(String path, String body) {
    Matcher name = NAME.matcher(body);
    return path.endsWith("/tokenreviews") || !name.find()
        ? REVIEWED
        : stored(path + "/" + name.group(1), "ADDED", body);
  }

  private String removed(String path) {
    tell(path, "DELETED", String.valueOf(objects.remove(path)));
    return "{}";
  }

  private String list(String collection) {
    return objects.entrySet().stream()
        .filter(each -> each.getKey().startsWith(collection + "/"))
        .map(Map.Entry::getValue)
        .collect(
            Collectors.joining(
                ",", "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[", "]}"));
  }

  private String stored(String path, String event, String body) {
    version++;
    String object = ThrowAwayApi.stored(body, version);
    objects.put(path, object);
    tell(path, event, object);
    return object;
  }

  private void tell(String path, String event, String object) {
    watchers.forEach((watcher, collection) -> {
      if (path.startsWith(collection + "/")) {
        watcher.write("{\"type\":\"" + event + "\",\"object\":" + object + "}\n");
      }
    });
  }

  @Override
  public void close() {
    server.close().await();
    vertx.close().await();
  }
}

package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Kubernetes API as one user sees it, for tests that look at or alter the cluster from beside:
 * paths and bodies in, status and body out. A body that begins with a brace is JSON, another YAML
 * (one object). Every wait is bounded.
 */
public final class KubernetesApi {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration CONDITION = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([A-Za-z0-9._-]+)\"");

  private final HttpClient client;
  private final URI server;
  private final String token;

  KubernetesApi(HttpClient client, URI server, String token) {
    this.client = client;
    this.server = server;
    this.token = token;
  }

  /** What the API server answered. */
  public record Answer(int status, String body) {
    /** Itself, if the request did what it asked for; else an error with what was answered. */
    public Answer successful() {
      if (status < 200 || status > 299) {
        throw new IllegalStateException("the API server answered " + status + ": " + body);
      }
      return this;
    }
  }

  /** The same API for who holds this token. */
  public KubernetesApi withToken(String other) {
    return new KubernetesApi(client, server, other);
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, BodyPublishers.noBody(), "application/json");
  }

  /** POSTs an object to the path of its collection. */
  public Answer create(String path, String object) throws IOException, InterruptedException {
    return send("POST", path, BodyPublishers.ofString(object), mediaType(object));
  }

  /** PUTs an object to its own path. */
  public Answer replace(String path, String object) throws IOException, InterruptedException {
    return send("PUT", path, BodyPublishers.ofString(object), mediaType(object));
  }

  /** Applies a JSON merge patch. */
  public Answer merge(String path, String patch) throws IOException, InterruptedException {
    return send("PATCH", path, BodyPublishers.ofString(patch), "application/merge-patch+json");
  }

  public Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, BodyPublishers.noBody(), "application/json");
  }

  /**
   * A token of a ServiceAccount, as a pod gets it.
   *
   * @param audience whom it is for
   */
  public String serviceAccountToken(String namespace, String name, String audience)
      throws IOException, InterruptedException {
    return requestToken(namespace, name, "\"audiences\": [\"" + audience + "\"]");
  }

  /**
   * A token of a ServiceAccount that is bound to an object, and with it to its node.
   *
   * @param kind {@code Pod} or {@code Node}
   * @param object the name of that object, which must be there
   */
  public String boundToken(
      String namespace, String name, String audience, String kind, String object)
      throws IOException, InterruptedException {
    return requestToken(
        namespace,
        name,
        """
        "audiences": ["%s"],
        "boundObjectRef": {"apiVersion": "v1", "kind": "%s", "name": "%s"}\
        """
            .formatted(audience, kind, object));
  }

  private String requestToken(String namespace, String name, String spec)
      throws IOException, InterruptedException {
    Answer answer =
        create(
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + name + "/token",
                """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {%s}}\
                """
                    .formatted(spec))
            .successful();
    Matcher found = TOKEN.matcher(answer.body());
    if (!found.find()) {
      throw new IllegalStateException("no token in " + answer.body());
    }
    return found.group(1);
  }

  /** Waits until a GET of the path answers so, 30 s at most. */
  public Answer waitFor(String path, Predicate<Answer> condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + CONDITION.toNanos();
    Answer last = get(path);
    while (!condition.test(last)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "not so within %d s: GET %s: %s".formatted(CONDITION.toSeconds(), path, last));
      }
      Thread.sleep(POLL);
      last = get(path);
    }
    return last;
  }

  /**
   * Waits until a GET of the path succeeds, 30 s at most; with the path of a collection, until its
   * custom resource definition is established.
   */
  public Answer waitUntilServed(String path) throws IOException, InterruptedException {
    return waitFor(path, answer -> answer.status() == 200);
  }

  private static String mediaType(String object) {
    return object.stripLeading().startsWith("{") ? "application/json" : "application/yaml";
  }

  private Answer send(String method, String path, BodyPublisher body, String mediaType)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .header("Content-Type", mediaType)
            .method(method, body)
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }
}

package dev.hereabouts.ipam.server.metrics;

import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The requests to the API server by verb, resource and answer. A watch is counted when it ends, and
 * has no duration.
 */
public final class ApiMetrics {
  private static final String NO_ANSWER = "none";
  private static final LongSupplier NANOS = System::nanoTime;

  private final MeterRegistry registry;
  private final Latencies latencies;
  private final Map<Key, Counter> counters = new HashMap<>();

  private record Key(String verb, String resource, String code) {}

  ApiMetrics(MeterRegistry registry) {
    this.registry = registry;
    latencies =
        new Latencies(
            registry,
            "hereabouts.api.request",
            "requests to the API server until the answer",
            "verb",
            "resource");
  }

  /** The same API server, with its requests counted here. */
  public ApiServer count(ApiServer api) {
    return new Counted(api);
  }

  private void ended(String verb, String resource, ApiOutcome outcome) {
    String code =
        switch (outcome) {
          case ApiOutcome.Answered(int status, byte[] _) -> Integer.toString(status);
          case ApiOutcome.NoAnswer _ -> NO_ANSWER;
        };
    counters
        .computeIfAbsent(
            new Key(verb, resource, code),
            _ ->
                Counter.builder("hereabouts.api.requests")
                    .description("requests to the API server that ended")
                    .tags("verb", verb, "resource", resource, "code", code)
                    .register(registry))
        .increment();
  }

  /**
   * The plural of what a path is about, with a subresource behind a slash, such as {@code
   * hereaboutspools/status}: what follows group and version, and the namespace if there is one.
   */
  static String resource(String path) {
    int query = path.indexOf('?');
    List<String> parts =
        List.of((query < 0 ? path : path.substring(0, query)).substring(1).split("/", -1));
    int at = parts.getFirst().equals("api") ? 2 : 3;
    if (parts.size() > at + 2 && parts.get(at).equals("namespaces")) {
      at += 2;
    }
    if (parts.size() <= at) {
      return "other";
    }
    return parts.size() > at + 2 ? parts.get(at) + "/" + parts.get(at + 2) : parts.get(at);
  }

  private final class Counted implements ApiServer {
    private final ApiServer api;

    Counted(ApiServer api) {
      this.api = api;
    }

    @Override
    public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
      long start = NANOS.getAsLong();
      api.request(
          verb,
          path,
          body,
          view,
          outcome -> {
            String word = verb.name().toLowerCase(Locale.ROOT);
            String resource = resource(path);
            latencies.record(word, resource, NANOS.getAsLong() - start);
            ended(word, resource, outcome);
            done.accept(outcome);
          });
    }

    @Override
    public LineStream lines(String path, View view, Lines lines) {
      return api.lines(
          path,
          view,
          new Lines() {
            @Override
            public void line(byte[] line) {
              lines.line(line);
            }

            @Override
            public void ended(ApiOutcome how) {
              ApiMetrics.this.ended("watch", resource(path), how);
              lines.ended(how);
            }
          });
    }
  }
}

package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a process served at {@code /metrics}, in Prometheus' text format. */
record Scrape(String text) {
  private static final Pattern PLACE = Pattern.compile("metrics at (http://[0-9.:]+/metrics)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_]+)(?:\\{(.*)})? (-?[0-9.eE+-]+|NaN|[+-]Inf)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Scrapes a process where its log says that it can be. */
  static Scrape of(ClusterProcess process) throws IOException, InterruptedException {
    Await.until("it serves metrics", () -> PLACE.matcher(process.log()).find());
    Matcher place = PLACE.matcher(process.log());
    if (!place.find()) {
      throw new AssertionError("the place is gone from the log");
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(place.group(1))).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200
          || !response.headers().firstValue("Content-Type").orElse("").startsWith("text/plain")) {
        throw new AssertionError("no scrape: " + response + " " + response.headers());
      }
      return new Scrape(response.body());
    }
  }

  /** A number, of the sample with these labels; NaN if there is none. */
  double value(String name, Map<String, String> labels) {
    double found = Double.NaN;
    for (String line : text.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()
          && sample.group(1).equals(name)
          && labels(sample.group(2)).entrySet().containsAll(labels.entrySet())) {
        found = Double.parseDouble(sample.group(3));
      }
    }
    return found;
  }

  /** The names of all samples, as queries use them. */
  Set<String> samples() {
    Set<String> names = new TreeSet<>();
    for (String line : text.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        names.add(sample.group(1));
      } else if (!line.startsWith("#")) {
        throw new AssertionError("no sample: " + line);
      }
    }
    return names;
  }

  /** Each metric with its type and labels; without the largest values beside histograms. */
  Set<String> metrics() {
    Map<String, String> types = new TreeMap<>();
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      }
    }
    Set<String> metrics = new TreeSet<>();
    types.forEach((name, type) -> {
      boolean largest =
          name.endsWith("_max") && "histogram".equals(types.get(name.replaceAll("_max$", "")));
      if (!largest) {
        metrics.add(name + " " + shown(name, type) + labelsOf(name));
      }
    });
    return metrics;
  }

  /** An information is a gauge to this format. */
  private static String shown(String name, String type) {
    return name.endsWith("_info") ? "info" : type;
  }

  private String labelsOf(String metric) {
    Set<String> names = new TreeSet<>();
    for (String line : text.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()
          && sample.group(1).replaceAll("_(bucket|sum|count)$", "").equals(metric)) {
        names.addAll(labels(sample.group(2)).keySet());
      }
    }
    names.remove("le");
    return names.isEmpty() ? "" : " " + String.join(" ", names);
  }

  private static Map<String, String> labels(@Nullable String text) {
    Map<String, String> labels = new TreeMap<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return labels;
  }
}

package dev.hereabouts.ipam.bench.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests for our custom resources the API server has served, by its own metrics.
 *
 * @param writes POST, PUT, PATCH and DELETE; statuses of pools among them
 * @param reads GET and LIST
 */
record ApiCalls(long writes, long reads) {
  private static final Pattern COUNT =
      Pattern.compile(
          "(?m)^apiserver_request_total\\{[^}]*group=\"ipam\\.hereabouts\\.dev\"[^}]*"
              + "verb=\"([A-Z]+)\"[^}]*\\} ([0-9.e+]+)$");

  /** Reads the metrics in the text format of Prometheus. */
  static ApiCalls of(String metrics) {
    long writes = 0;
    long reads = 0;
    Matcher count = COUNT.matcher(metrics);
    while (count.find()) {
      long calls = (long) Double.parseDouble(count.group(2));
      switch (count.group(1)) {
        case "GET", "LIST" -> reads += calls;
        case "POST", "PUT", "PATCH", "APPLY", "DELETE" -> writes += calls;
        default -> {} // WATCH goes on all the time
      }
    }
    return new ApiCalls(writes, reads);
  }

  ApiCalls since(ApiCalls before) {
    return new ApiCalls(writes - before.writes, reads - before.reads);
  }
}

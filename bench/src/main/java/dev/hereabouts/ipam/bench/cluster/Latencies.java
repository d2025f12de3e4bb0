package dev.hereabouts.ipam.bench.cluster;

import java.util.Arrays;

/** How long calls took, in nanoseconds. */
final class Latencies {
  private long[] nanos = new long[1024];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  int count() {
    return count;
  }

  /** The duration that this share of the calls did not pass, in milliseconds; 0 without calls. */
  double percentile(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = Math.clamp((int) Math.ceil(share * count) - 1, 0, count - 1);
    return sorted[rank] / 1e6;
  }
}

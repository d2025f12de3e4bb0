package dev.hereabouts.ipam.shim;

/** The moment when a call has to be over, on the monotonic clock. */
final class Deadline {
  private final long limit;
  private final long end;

  private Deadline(long limit) {
    this.limit = limit;
    this.end = Libc.monotonicMillis() + limit;
  }

  static Deadline after(long millis) {
    return new Deadline(millis);
  }

  /** The milliseconds left; 0 when the time is up. */
  int remaining() {
    return (int) Math.max(0, end - Libc.monotonicMillis());
  }

  /** Waits until the descriptor is ready or in error; false when the time is up first. */
  boolean await(int fd, int events) {
    while (true) {
      int remaining = remaining();
      if (remaining == 0) {
        return false;
      }
      if (Libc.await(fd, events, remaining)) {
        return true;
      }
    }
  }

  /** The whole time that was given, for messages. */
  Bytes describe() {
    return new Bytes().appendDecimal(limit).append(" ms (HEREABOUTS_TIMEOUT)");
  }
}

package dev.hereabouts.ipam.shim;

import org.teavm.interop.Address;

/** Standard input, output and error, each with a limit in time. */
final class StandardStreams {
  static final int STDOUT = 1;
  static final int STDERR = 2;

  /** The largest configuration that is taken, in bytes. */
  private static final int MAX_INPUT = 1024 * 1024;

  private static final int STDIN = 0;
  private static final int FIRST_CAPACITY = 4096;

  /** A pipe that polls as writable takes this many bytes without blocking (PIPE_BUF). */
  private static final int UNBLOCKED_WRITE = 4096;

  private StandardStreams() {}

  /** All of standard input. */
  static NativeBuffer readInput(Deadline deadline) throws ShimFailure {
    NativeBuffer input = new NativeBuffer();
    int capacity = FIRST_CAPACITY;
    input.grow(capacity);
    while (true) {
      if (input.room() == 0) {
        capacity = Math.min(capacity * 2, MAX_INPUT + 1);
        input.grow(capacity);
      }
      if (!deadline.await(STDIN, Libc.POLLIN)) {
        throw unreadable(Bytes.of("it did not end within ").append(deadline.describe()));
      }
      int count = (int) Libc.read(STDIN, input.end(), input.room());
      if (count < 0) {
        int errno = Libc.errno();
        if (errno != Libc.EINTR && errno != Libc.EAGAIN) {
          throw unreadable(Libc.errorText(errno));
        }
      } else if (count == 0) {
        return input;
      } else {
        input.written(count);
        if (input.size() > MAX_INPUT) {
          throw tooLarge();
        }
      }
    }
  }

  /** Writes all of it; false when the reader is gone or the time is up. */
  static boolean write(int fd, Bytes text, Deadline deadline) {
    int done = 0;
    while (done < text.size()) {
      int count =
          writeSome(fd, Address.ofData(text.array()).add(done), text.size() - done, deadline);
      if (count < 0) {
        return false;
      }
      done += count;
    }
    return true;
  }

  /** Writes all of it; false when the reader is gone or the time is up. */
  static boolean write(int fd, NativeBuffer buffer, Deadline deadline) {
    int done = 0;
    while (done < buffer.size()) {
      int count = writeSome(fd, buffer.start().add(done), buffer.size() - done, deadline);
      if (count < 0) {
        return false;
      }
      done += count;
    }
    return true;
  }

  private static int writeSome(int fd, Address from, int size, Deadline deadline) {
    if (!deadline.await(fd, Libc.POLLOUT)) {
      return -1;
    }
    int count = (int) Libc.write(fd, from, Math.min(size, UNBLOCKED_WRITE));
    if (count >= 0) {
      return count;
    }
    int errno = Libc.errno();
    return errno == Libc.EINTR || errno == Libc.EAGAIN ? 0 : -1;
  }

  private static ShimFailure unreadable(Bytes why) {
    return new ShimFailure(
        ShimFailure.IO_FAILURE,
        Bytes.of("the network configuration on standard input cannot be read: ").append(why));
  }

  private static ShimFailure tooLarge() {
    return new ShimFailure(
        ShimFailure.DECODING_FAILURE,
        Bytes.of("the network configuration on standard input is too large; at most 1 MiB (")
            .appendDecimal(MAX_INPUT)
            .append(" bytes) is allowed"));
  }
}

package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;

/** The environment this process was started with. */
final class ProcessEnvironment implements Environment {
  @Override
  public byte @Nullable [] get(String name) throws ShimFailure {
    Address value = find(name);
    if (value == null) {
      return null;
    }
    long length = Libc.strlen(value);
    if (length > MAX_VALUE) {
      throw Environment.tooLong(name, length);
    }
    return Libc.copy(value);
  }

  static @Nullable Address find(String name) {
    return Libc.getenv(Address.ofData(Libc.terminated(name)));
  }
}

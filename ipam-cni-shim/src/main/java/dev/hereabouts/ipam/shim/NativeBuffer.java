package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;

/**
 * A growing buffer outside the Java heap, for what may be large. It is never freed: the process
 * lives for one call.
 */
final class NativeBuffer {
  private @Nullable Address data;
  private int capacity;
  private int size;

  int size() {
    return size;
  }

  int room() {
    return capacity - size;
  }

  /** The first byte; the address holds until the next {@link #grow}. */
  Address start() {
    if (data == null) {
      throw new IllegalStateException();
    }
    return data;
  }

  /** Where the next byte goes. */
  Address end() {
    return start().add(size);
  }

  /** Makes the buffer that large. */
  void grow(int newCapacity) throws ShimFailure {
    Address grown = Libc.realloc(data, newCapacity);
    if (grown == null) {
      throw new ShimFailure(
          ShimFailure.TRY_AGAIN_LATER,
          Bytes.of("no memory for ").appendDecimal(newCapacity).append(" bytes"));
    }
    data = grown;
    capacity = newCapacity;
  }

  /** Appends a copy of bytes for which there is room. */
  void append(Address from, int count) {
    Address.moveMemoryBlock(from, end(), count);
    size += count;
  }

  /** Counts bytes that were written at {@link #end}. */
  void written(int count) {
    size += count;
  }
}

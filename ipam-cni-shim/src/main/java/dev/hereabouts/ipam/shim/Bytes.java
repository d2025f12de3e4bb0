package dev.hereabouts.ipam.shim;

import java.util.Arrays;

/** A growing run of bytes, because what the shim carries is bytes and seldom text. */
final class Bytes {
  private static final int FIRST_CAPACITY = 4096;

  private byte[] data = new byte[FIRST_CAPACITY];
  private int size;

  static Bytes of(String ascii) {
    return new Bytes().append(ascii);
  }

  int size() {
    return size;
  }

  int at(int index) {
    return data[index] & 0xff;
  }

  /** The bytes without a copy; only the first {@link #size()} of them count. */
  byte[] array() {
    return data;
  }

  Bytes append(int value) {
    reserve(1);
    data[size++] = (byte) value;
    return this;
  }

  Bytes append(String ascii) {
    reserve(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      data[size++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  Bytes append(byte[] bytes) {
    return append(bytes, 0, bytes.length);
  }

  Bytes append(Bytes other) {
    return append(other.data, 0, other.size);
  }

  Bytes append(byte[] bytes, int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes, from, data, size, to - from);
    size += to - from;
    return this;
  }

  /** Appends at most {@code limit} of the bytes, and three dots for those left out. */
  Bytes appendAtMost(int limit, byte[] bytes) {
    append(bytes, 0, Math.min(limit, bytes.length));
    return bytes.length > limit ? append("...") : this;
  }

  Bytes appendDecimal(long value) {
    if (value < 0) {
      return append('-').appendDecimal(-value);
    }
    if (value >= 10) {
      appendDecimal(value / 10);
    }
    return append('0' + (int) (value % 10));
  }

  byte[] toArray() {
    return Arrays.copyOf(data, size);
  }

  private void reserve(int more) {
    if (size + more <= data.length) {
      return;
    }
    int capacity = data.length;
    while (capacity < size + more) {
      capacity *= 2;
    }
    data = Arrays.copyOf(data, capacity);
  }
}

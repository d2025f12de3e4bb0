package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;

/** The environment variables of the process, as bytes. */
interface Environment {
  /** The largest value that is taken, in bytes: it keeps the shim inside its fixed heap. */
  int MAX_VALUE = 16 * 1024;

  /**
   * The value of a variable, or null where it is not set.
   *
   * @throws ShimFailure when the value is larger than {@link #MAX_VALUE}
   */
  byte @Nullable [] get(String name) throws ShimFailure;

  /** The value of a variable, or null where it is not set or empty. */
  default byte @Nullable [] getNonEmpty(String name) throws ShimFailure {
    byte[] value = get(name);
    return value == null || value.length == 0 ? null : value;
  }

  static ShimFailure tooLong(String name, long length) {
    return new ShimFailure(
        ShimFailure.BAD_ENVIRONMENT,
        Bytes.of("environment variable ")
            .append(name)
            .append(" has ")
            .appendDecimal(length)
            .append(" bytes; at most ")
            .appendDecimal(MAX_VALUE)
            .append(" are allowed"));
  }
}

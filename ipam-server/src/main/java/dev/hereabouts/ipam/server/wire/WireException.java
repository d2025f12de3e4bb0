package dev.hereabouts.ipam.server.wire;

import java.io.IOException;

/** A message that cannot be read; its text names the field and says what is wrong with it. */
public final class WireException extends IOException {
  WireException(String field, String what) {
    super((field.isEmpty() ? "" : field + ": ") + what);
  }
}

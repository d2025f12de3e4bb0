package dev.hereabouts.ipam.shim;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The files that pin what others read, byte by byte. */
final class Golden {
  private Golden() {}

  static byte[] file(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}

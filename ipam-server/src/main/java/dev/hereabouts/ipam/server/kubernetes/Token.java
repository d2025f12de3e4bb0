package dev.hereabouts.ipam.server.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** The bearer token that a request carries. */
interface Token {
  Token NONE = () -> null;

  /** The token as it is now, or null for none. */
  @Nullable String current() throws ApiAccessException;

  /** One that never changes. */
  static Token fixed(String text) {
    return () -> text;
  }

  /** One in a file, which is read again when it changes: the kubelet rotates them. */
  static Token ofFile(Path file, String configuredAs) {
    return new Token() {
      private @Nullable FileTime readAt;
      private @Nullable String text;

      @Override
      public String current() throws ApiAccessException {
        try {
          FileTime modified = Files.getLastModifiedTime(file);
          String known = text;
          if (known == null || !modified.equals(readAt)) {
            known = Files.readString(file).strip();
            readAt = modified;
            text = known;
          }
          if (known.isEmpty()) {
            throw new ApiAccessException(configuredAs + ": " + file + " is empty");
          }
          return known;
        } catch (IOException _) {
          throw new ApiAccessException(configuredAs + ": " + file + " cannot be read");
        }
      }
    };
  }
}

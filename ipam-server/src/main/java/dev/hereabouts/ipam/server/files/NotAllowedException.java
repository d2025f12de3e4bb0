package dev.hereabouts.ipam.server.files;

import java.io.IOException;
import java.nio.file.Path;

/** Says that a path which a network names is not followed, and why. */
final class NotAllowedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  NotAllowedException(String reason, String remedy) {
    super(reason);
    this.remedy = remedy;
  }

  static NotAllowedException link(Path name) {
    return new NotAllowedException(
        "symbolic links are not followed, and " + name + " is one",
        "name the file that it points to");
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  String remedy() {
    return remedy;
  }
}

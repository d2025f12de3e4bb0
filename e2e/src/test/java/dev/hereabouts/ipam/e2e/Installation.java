package dev.hereabouts.ipam.e2e;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;

/** The programs under test, as this build made them. */
final class Installation {
  private static final Path ROOT =
      Path.of(requireNonNull(System.getProperty("hereabouts.root"), "hereabouts.root is not set"));

  private Installation() {}

  /** The launcher, which becomes the service's own process. */
  static Path launcher() {
    return present(ROOT.resolve("hereabouts"));
  }

  /** The CNI shim: this build's, unless the property {@code hereabouts.shim} names another. */
  static Path shim() {
    String other = System.getProperty("hereabouts.shim", "");
    return present(
        other.isEmpty() ? ROOT.resolve("ipam-cni-shim/target/hereabouts") : Path.of(other));
  }

  /** This module's folder. */
  static Path sources() {
    return ROOT.resolve("e2e");
  }

  private static Path present(Path program) {
    if (!Files.isExecutable(program)) {
      throw new AssertionError(program + " is not there; build it with ./hereabouts test");
    }
    return program;
  }
}

package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.util.function.Consumer;

/** Makes clusters askable. */
@FunctionalInterface
public interface Clusters {
  /**
   * Reads what a cluster holds.
   *
   * @param problem told of each object that is not understood
   * @throws IOException in one line, when it cannot be read
   */
  Source open(ClusterChoice cluster, Consumer<String> problem) throws IOException;
}

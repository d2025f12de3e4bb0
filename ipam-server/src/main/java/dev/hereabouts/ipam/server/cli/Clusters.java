package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes clusters askable. */
@FunctionalInterface
public interface Clusters {
  /**
   * Makes a cluster ready to be asked; it is read when it is.
   *
   * @param progress started with each reading
   * @param problem told of each object that is not understood
   * @throws IOException in one line, when it is not known how
   */
  Source open(ClusterChoice cluster, Supplier<Progress> progress, Consumer<String> problem)
      throws IOException;
}

package dev.hereabouts.ipam.server.upkeep.cleanup;

import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.reclaim.PodState;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** The pods as they are at the moment of the question, each asked for by its name. */
@FunctionalInterface
public interface FreshPods {
  /**
   * What became of each of these.
   *
   * @throws IOException when one could not be asked for, say because it is not allowed
   */
  Map<Pod, PodState> states(Collection<Pod> pods) throws IOException;
}

package dev.hereabouts.ipam.server.upkeep.cleanup;

import java.util.List;

/** Is told what became of each address, as soon as it is known. */
@FunctionalInterface
public interface History {
  /**
   * What became of some addresses of one block.
   *
   * @param ended each told of once
   */
  void ended(List<Ended> ended);
}

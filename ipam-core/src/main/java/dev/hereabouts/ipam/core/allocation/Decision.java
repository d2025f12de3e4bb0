package dev.hereabouts.ipam.core.allocation;

import java.util.List;
import java.util.Set;

/**
 * The answer to a request and what must be applied and written before it is given.
 *
 * @param restsOn the blocks of every entry that the reply speaks of: each must be written once more
 *     after the request came, changed or not, so that the answer rests on what is stored
 */
public record Decision(List<Change> changes, Set<BlockId> restsOn, Reply reply) {
  public Decision {
    changes = List.copyOf(changes);
    restsOn = Set.copyOf(restsOn);
  }

  static Decision refused(Reply.Refused reply) {
    return new Decision(List.of(), Set.of(), reply);
  }
}

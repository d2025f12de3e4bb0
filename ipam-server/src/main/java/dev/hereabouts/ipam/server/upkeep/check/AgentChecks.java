package dev.hereabouts.ipam.server.upkeep.check;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.upkeep.Leak;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Whether a node's agent holds what the blocks say that its node holds. */
final class AgentChecks {
  /**
   * What both sides know of an entry. An agent learns ownership IDs only when it reads its node's
   * entries from the leader, not from the answer to an ADD.
   */
  private record Place(PoolId pool, Address address, String containerId, String ifName) {
    static Place of(Entry entry) {
      return new Place(entry.pool(), entry.address(), entry.holder().containerId(), entry.ifName());
    }
  }

  private AgentChecks() {}

  static void of(Picture picture, Consumer<Finding> found) {
    Picture.AgentRecord agent = picture.agent();
    if (agent == null) {
      return;
    }
    List<Entry> stored =
        picture.entries().filter(entry -> entry.node().equals(agent.node())).toList();
    differences(
        Code.AGENT_MISSES,
        stored,
        agent.entries(),
        "the agent of " + agent.node() + " does not know of it",
        found);
    differences(
        Code.AGENT_HOLDS,
        agent.entries(),
        stored,
        "the agent of " + agent.node() + " has it, no block has",
        found);
  }

  private static void differences(
      Code code, List<Entry> these, List<Entry> others, String text, Consumer<Finding> found) {
    Set<Place> known = others.stream().map(Place::of).collect(Collectors.toSet());
    these.stream()
        .filter(entry -> !known.contains(Place.of(entry)))
        .sorted(Leak.order())
        .forEach(entry ->
            found.accept(
                Finding.of(
                        code,
                        "Address",
                        AddressText.format(entry.address()),
                        "is held by "
                            + entry.pod().reference()
                            + " "
                            + entry.ifName()
                            + "; "
                            + text)
                    .in(entry.pool().space())
                    .whileStays(entry.holder().containerId())));
  }
}

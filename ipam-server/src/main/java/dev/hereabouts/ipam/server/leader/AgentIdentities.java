package dev.hereabouts.ipam.server.leader;

import java.util.function.Consumer;

/** Tells agents by their tokens. */
@FunctionalInterface
public interface AgentIdentities {

  /** Finds out whose token this is. The answer comes on the event loop, now or later. */
  void identify(String token, Consumer<Identity> done);
}

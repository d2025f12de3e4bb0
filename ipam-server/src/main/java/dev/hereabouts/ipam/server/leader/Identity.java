package dev.hereabouts.ipam.server.leader;

/** Who sent a token, as far as it is known. */
public sealed interface Identity {

  /** The agent of this node. */
  record OfNode(String node) implements Identity {}

  /** Nobody who may ask, and why. */
  record Refused(String reason) implements Identity {}

  /** Nobody could tell now, and why; asking again may help. */
  record Undecided(String reason) implements Identity {}
}

package dev.hereabouts.ipam.server.wire;

import java.util.Set;

/**
 * A message that was read.
 *
 * @param unknownFields the fields, as JSON pointers, that this version does not know and passed by
 */
public record Received<T>(T message, Set<String> unknownFields) {
  public Received {
    unknownFields = Set.copyOf(unknownFields);
  }
}

package dev.hereabouts.ipam.core.store;

import org.jspecify.annotations.Nullable;

/** How a write ended. */
public sealed interface CommitOutcome {

  /**
   * The write is durable.
   *
   * @param version the block's new version, or null when it was removed
   */
  record Committed(@Nullable Version version) implements CommitOutcome {}

  /** The block has another version than the write is based on; nothing was written. */
  record Conflict() implements CommitOutcome {}

  /** The store will not take this content, now or later; nothing was written. */
  record Rejected(String reason) implements CommitOutcome {}

  /** No answer came: the write took effect, or did not, or still will. */
  record Unknown(String reason) implements CommitOutcome {}
}

package dev.hereabouts.ipam.core.store;

/** What came of reading a block back. */
public sealed interface ReadOutcome {
  record Found(StoredBlock block) implements ReadOutcome {}

  record Absent() implements ReadOutcome {}

  record Failed(String reason) implements ReadOutcome {}
}

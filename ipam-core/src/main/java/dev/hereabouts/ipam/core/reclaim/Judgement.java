package dev.hereabouts.ipam.core.reclaim;

/** What is to be done about an entry. */
public sealed interface Judgement {

  /** Nothing speaks against its owner. */
  record Keep() implements Judgement {}

  /** It is to be kept, and to be looked at again. */
  record Suspect(Suspicion suspicion) implements Judgement {}

  /** It may be released, if a fresh look at its pod and node says the same. */
  record Release(Suspicion suspicion, Witness witness) implements Judgement {}
}

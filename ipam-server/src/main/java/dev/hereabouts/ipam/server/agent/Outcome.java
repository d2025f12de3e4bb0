package dev.hereabouts.ipam.server.agent;

import org.jspecify.annotations.Nullable;

/** How a verb ended. */
sealed interface Outcome {
  /** The verb did what it was asked, and there is nothing to tell. */
  static Outcome ok() {
    return new Done("", "", () -> {});
  }

  /**
   * The verb did what it was asked.
   *
   * @param body what goes to stdout
   * @param log what the log says of it, such as the addresses
   * @param undo what to do if the caller does not get the answer
   */
  record Done(String body, String log, Runnable undo) implements Outcome {}

  /** It did not, and nothing is held by it. */
  record Failed(CniError error) implements Outcome {}

  /**
   * What the caller gets.
   *
   * @param version the CNI version to answer in; null when the call names none
   */
  default CniAnswer answer(@Nullable String version) {
    return switch (this) {
      case Done(String body, String _, Runnable undo) -> CniAnswer.success(body).orElse(undo);
      case Failed(CniError error) -> error.answer(version);
    };
  }
}

package dev.hereabouts.ipam.shim;

/** What the head of the agent's answer says. */
sealed interface AnswerHead {
  /** A head that the shim can act on: the process's exit code and the size of the body. */
  record Usable(int exitCode, int bodyLength) implements AnswerHead {}

  /** A head that the shim cannot act on, and why. */
  record Unusable(Bytes reason) implements AnswerHead {}
}

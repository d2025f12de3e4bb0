package dev.hereabouts.ipam.server.kubernetes;

/** How a request ended. */
public sealed interface ApiOutcome {

  /**
   * The server's whole answer.
   *
   * @param status the HTTP status, of a success or not
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answered(int status, byte[] body) implements ApiOutcome {}

  /** No answer, or a part of one: whether the request took effect, or still will, is unknown. */
  record NoAnswer(String reason) implements ApiOutcome {}
}

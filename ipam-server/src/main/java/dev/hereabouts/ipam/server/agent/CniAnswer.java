package dev.hereabouts.ipam.server.agent;

import java.nio.charset.StandardCharsets;

/**
 * What the shim prints and exits with.
 *
 * @param exitCode 0 for success, 1 for an error
 * @param outcome for logs and metrics: {@code ok}, or the CNI error's code
 * @param undo what to do when the answer cannot be delivered to the caller
 */
public record CniAnswer(int exitCode, String body, String outcome, Runnable undo) {
  static CniAnswer success(String body) {
    return new CniAnswer(0, body, "ok", () -> {});
  }

  static CniAnswer failure(int cniCode, String body) {
    return new CniAnswer(1, body, Integer.toString(cniCode), () -> {});
  }

  CniAnswer orElse(Runnable ifUndelivered) {
    return new CniAnswer(exitCode, body, outcome, ifUndelivered);
  }

  /** The body in UTF-8. */
  public byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.hereabouts.ipam.controlplane;

/**
 * A program is neither there nor can it be built; the message is the reason to skip a test with.
 */
public final class ProgramUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  ProgramUnavailableException(String reason) {
    super(reason);
  }

  ProgramUnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** The reason, in one sentence; after a failed build followed by the end of its output. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}

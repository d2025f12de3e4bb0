package dev.hereabouts.ipam.server.upkeep.cleanup;

import dev.hereabouts.ipam.server.upkeep.Leak;

/**
 * What became of one address that was to be released.
 *
 * @param text why it was left alone or could not be released, or ""
 */
public record Ended(Leak leak, How how, String text) {

  /** The ways. */
  public enum How {
    RELEASED("released"),
    /** Somebody else had released it before. */
    GONE_ALREADY("gone-already"),
    /** It is another's by now, or its pod is there: left alone. */
    KEPT("kept"),
    FAILED("failed");

    private final String code;

    How(String code) {
      this.code = code;
    }

    /** The word for scripts. */
    public String code() {
      return code;
    }
  }
}

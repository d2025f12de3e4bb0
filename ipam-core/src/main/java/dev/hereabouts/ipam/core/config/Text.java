package dev.hereabouts.ipam.core.config;

/**
 * A text of the configuration and where it stands.
 *
 * @param path the key, such as {@code ipam.range}
 * @param text the text, "" when the key is unset
 * @param mistyped whether something else than a text stands there, which has been reported
 */
record Text(String path, String text, boolean mistyped) {
  Text(String path, String text) {
    this(path, text, false);
  }

  /** Whether a text that came as bytes had some that are no UTF-8: they all read alike. */
  static boolean isDamaged(String text) {
    return text.indexOf('\ufffd') >= 0;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }
}

package dev.hereabouts.ipam.core.config;

/** Foreign text made fit for one line of a log or an error: bounded, without control characters. */
public final class Quotation {
  private static final int LIMIT = 200;

  private Quotation() {}

  /** The text in quotes. */
  static String of(String text) {
    return '"' + bounded(text) + '"';
  }

  /** The start of the text with its control characters escaped. */
  static String bounded(String text) {
    return plain(text.length() <= LIMIT ? text : start(text) + "...");
  }

  private static String start(String text) {
    boolean splitsPair = Character.isHighSurrogate(text.charAt(LIMIT - 1));
    return text.substring(0, splitsPair ? LIMIT - 1 : LIMIT);
  }

  /** The text with its control characters escaped. */
  public static String plain(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}

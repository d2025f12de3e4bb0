package dev.hereabouts.ipam.server.store.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Texts as words: what could be taken for the end of a word or part of one, what JSON would have to
 * escape and what is not ASCII is percent-encoded (RFC 3986, section 2.1) as UTF-8.
 */
final class Words {
  private static final String ESCAPED = " %=/\"\\<>&";
  private static final char FIRST = '!';
  private static final char LAST = '~';

  private Words() {}

  /**
   * Appends a text.
   *
   * @param but characters that stand for themselves here, though others could take them for more
   * @throws CharConversionException when it is no Unicode text
   */
  static void append(StringBuilder line, String text, String but) throws CharConversionException {
    int plain = 0;
    while (plain < text.length() && isPlain(text.charAt(plain), but)) {
      plain++;
    }
    if (plain == text.length()) {
      line.append(text);
      return;
    }
    for (byte each : utf8(text).array()) {
      if (each >= 0 && isPlain((char) each, but)) {
        line.append((char) each);
      } else {
        line.append('%')
            .append(Character.toUpperCase(Character.forDigit(each >> 4 & 0xf, 16)))
            .append(Character.toUpperCase(Character.forDigit(each & 0xf, 16)));
      }
    }
  }

  private static boolean isPlain(char character, String but) {
    return character >= FIRST
        && character <= LAST
        && (ESCAPED.indexOf(character) < 0 || but.indexOf(character) >= 0);
  }

  private static ByteBuffer utf8(String text) throws CharConversionException {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exactly = new byte[bytes.remaining()];
      bytes.get(exactly);
      return ByteBuffer.wrap(exactly);
    } catch (CharacterCodingException e) {
      throw new CharConversionException("no Unicode text: " + e.getMessage());
    }
  }

  /**
   * The text that was appended.
   *
   * @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
   */
  static String text(String word) {
    if (word.indexOf('%') < 0) {
      return word;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(word.length());
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != '%') {
        bytes.write(word.charAt(i));
      } else if (i + 2 < word.length()) {
        bytes.write(Integer.parseInt(word, i + 1, i + 3, 16));
        i += 2;
      } else {
        throw new IllegalArgumentException("cut short: " + word);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

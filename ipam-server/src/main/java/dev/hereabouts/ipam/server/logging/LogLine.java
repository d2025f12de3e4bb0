package dev.hereabouts.ipam.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * An event as a line.
 *
 * @param thread that logs
 * @param fields beside the message; a key that comes twice is written twice
 */
record LogLine(
    String thread,
    Level level,
    String logger,
    String message,
    List<KeyValuePair> fields,
    @Nullable Throwable failure) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /** For people; a failure's trace follows on lines of its own. */
  String text(Instant time) {
    StringBuilder line = new StringBuilder(200);
    TIME.formatTo(time, line);
    line.append(" [").append(thread).append("] ").append(level).append(' ').append(logger);
    line.append(" - ");
    appendPlain(line, message);
    for (KeyValuePair field : fields) {
      line.append(' ').append(field.key).append('=');
      appendWord(line, String.valueOf(field.value));
    }
    if (failure != null) {
      line.append('\n').append(trace(failure).stripTrailing());
    }
    return line.toString();
  }

  /** One JSON object. */
  String json(Instant time) {
    StringBuilder line = new StringBuilder(300);
    line.append("{\"time\":\"");
    TIME.formatTo(time, line);
    line.append('"');
    appendField(line, "level", level.toString());
    appendField(line, "logger", logger);
    appendField(line, "message", message);
    for (KeyValuePair field : fields) {
      appendField(line, field.key, String.valueOf(field.value));
    }
    if (failure != null) {
      appendField(line, "exception", trace(failure));
    }
    return line.append('}').toString();
  }

  private static String trace(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /** A text that begins no line of its own. */
  private static void appendPlain(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (Character.isISOControl(each)) {
        appendEscaped(line, each);
      } else {
        line.append(each);
      }
    }
  }

  /** A value that ends where a blank is; one with a blank, a quote or nothing in it is quoted. */
  private static void appendWord(StringBuilder line, String value) {
    boolean plain = !value.isEmpty();
    for (int i = 0; i < value.length() && plain; i++) {
      char each = value.charAt(i);
      plain = each > ' ' && each != '"' && each != '=' && !Character.isISOControl(each);
    }
    if (plain) {
      line.append(value);
    } else {
      appendQuoted(line, value);
    }
  }

  private static void appendField(StringBuilder line, String key, String value) {
    line.append(',');
    appendQuoted(line, key);
    line.append(':');
    appendQuoted(line, value);
  }

  /** A JSON string (RFC 8259, section 7). */
  private static void appendQuoted(StringBuilder line, String value) {
    line.append('"');
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      if (each == '"' || each == '\\') {
        line.append('\\').append(each);
      } else if (Character.isISOControl(each) || isHalf(value, i)) {
        appendEscaped(line, each);
      } else {
        line.append(each);
      }
    }
    line.append('"');
  }

  /** Whether this is one half of a character beyond the first plane, without the other. */
  private static boolean isHalf(String value, int at) {
    char each = value.charAt(at);
    if (Character.isHighSurrogate(each)) {
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(each)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }

  private static void appendEscaped(StringBuilder line, char each) {
    switch (each) {
      case '\n' -> line.append("\\n");
      case '\t' -> line.append("\\t");
      default -> {
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          line.append(Character.forDigit(each >> shift & 0xf, 16));
        }
      }
    }
  }
}

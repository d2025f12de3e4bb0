package dev.hereabouts.ipam.shim;

/**
 * The reading of an answer's head (RFC 9112), of which the shim needs three things: status 200, one
 * {@code Content-Length} and one {@code CNI-Exit}. Whatever else it meets is unusable, for a guess
 * here would be an address made up.
 */
final class AnswerHeadParser {
  /** The largest head that is read, in bytes. */
  static final int MAX_HEAD = 16 * 1024;

  /** The largest body that is taken, in bytes. */
  static final int MAX_BODY = 4 * 1024 * 1024;

  private static final int MAX_QUOTED = 80;
  private static final int ABSENT = -1;

  private final byte[] data;
  private final int end;
  private int position;

  private AnswerHeadParser(byte[] data, int end) {
    this.data = data;
    this.end = end;
  }

  /** The length of the head with its empty line, or -1 as long as the empty line is missing. */
  static int headLength(byte[] data, int from, int size) {
    for (int i = Math.max(from, 3); i < size; i++) {
      if (data[i] == '\n' && data[i - 1] == '\r' && data[i - 2] == '\n' && data[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Reads a whole head of that length. */
  static AnswerHead parse(byte[] data, int headLength) {
    return new AnswerHeadParser(data, headLength).head();
  }

  private AnswerHead head() {
    int statusEnd = lineEnd();
    if (!isStatusLine(statusEnd)) {
      return unusable("the answer does not begin with an HTTP/1.1 status line");
    }
    if (!isStatus200()) {
      return new AnswerHead.Unusable(
          Bytes.of("the HTTP status of the answer is ")
              .append(data, 9, Math.min(statusEnd, 9 + MAX_QUOTED))
              .append(", not 200"));
    }
    int exitCode = ABSENT;
    int bodyLength = ABSENT;
    position = statusEnd + 2;
    while (position < end - 2) {
      int lineEnd = lineEnd();
      int colon = indexOf(':', position, lineEnd);
      if (colon <= position || isBlank(data[position]) || isBlank(data[colon - 1])) {
        return unusable("a header line of the answer is malformed");
      }
      if (isNamed("cni-exit", colon)) {
        if (exitCode != ABSENT) {
          return unusable("the answer has more than one CNI-Exit");
        }
        exitCode = number(colon + 1, lineEnd, 255);
        if (exitCode == ABSENT) {
          return unusable("the CNI-Exit of the answer is not a number from 0 to 255");
        }
      } else if (isNamed("content-length", colon)) {
        if (bodyLength != ABSENT) {
          return unusable("the answer has more than one Content-Length");
        }
        bodyLength = number(colon + 1, lineEnd, MAX_BODY);
        if (bodyLength == ABSENT) {
          return new AnswerHead.Unusable(
              Bytes.of("the Content-Length of the answer is not a number from 0 to ")
                  .appendDecimal(MAX_BODY));
        }
      } else if (isNamed("transfer-encoding", colon)) {
        return unusable("the answer has a Transfer-Encoding");
      }
      position = lineEnd + 2;
    }
    if (exitCode == ABSENT) {
      return unusable("the answer has no CNI-Exit header, as a hereabouts agent would send it");
    }
    return bodyLength == ABSENT
        ? unusable("the answer has no Content-Length")
        : new AnswerHead.Usable(exitCode, bodyLength);
  }

  private static AnswerHead unusable(String reason) {
    return new AnswerHead.Unusable(Bytes.of(reason));
  }

  private boolean isStatusLine(int lineEnd) {
    String start = "HTTP/1.";
    if (lineEnd < 12 || (lineEnd > 12 && data[12] != ' ')) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (data[i] != start.charAt(i)) {
        return false;
      }
    }
    return (data[7] == '0' || data[7] == '1') && data[8] == ' ';
  }

  private boolean isStatus200() {
    return data[9] == '2' && data[10] == '0' && data[11] == '0';
  }

  private int lineEnd() {
    int i = position;
    while (data[i] != '\r' || data[i + 1] != '\n') {
      i++;
    }
    return i;
  }

  private int indexOf(char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (data[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the line at {@code position} has that name, given in lower case. */
  private boolean isNamed(String name, int colon) {
    if (colon - position != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      int b = data[position + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int number(int from, int to, int max) {
    int first = from;
    int last = to;
    while (first < last && isBlank(data[first])) {
      first++;
    }
    while (first < last && isBlank(data[last - 1])) {
      last--;
    }
    if (first == last) {
      return ABSENT;
    }
    int number = 0;
    for (int i = first; i < last; i++) {
      if (data[i] < '0' || data[i] > '9') {
        return ABSENT;
      }
      number = number * 10 + (data[i] - '0');
      if (number > max) {
        return ABSENT;
      }
    }
    return number;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}

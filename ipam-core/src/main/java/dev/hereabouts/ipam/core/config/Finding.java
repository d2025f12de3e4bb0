package dev.hereabouts.ipam.core.config;

/**
 * Something in a call's input that an operator should change.
 *
 * @param cniCode the error code of the CNI reply; of a warning, the code had it been an error
 * @param path the offending key, such as {@code ipam.ipRanges[1].range_start} or {@code
 *     CNI_ARGS.IP}
 * @param value what stands there, or "" when nothing does
 * @param message what is wrong, or what was done about it
 * @param remedy what is allowed and what to do
 */
public record Finding(
    Severity severity, int cniCode, String path, String value, String message, String remedy) {

  /** One line for an operator: key, value, what is wrong, what to do. */
  public String text() {
    StringBuilder text = new StringBuilder(Quotation.bounded(path));
    if (!value.isEmpty()) {
      text.append(" = ").append(Quotation.of(value));
    }
    text.append(": ").append(Quotation.plain(message));
    if (!remedy.isEmpty()) {
      text.append("; ").append(remedy);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return severity + " " + cniCode + " " + text();
  }
}

package dev.hereabouts.ipam.shim;

/**
 * A call that the shim itself has to answer with an error of the CNI specification ("Error").
 *
 * <p>Its texts are bytes, for they quote the environment.
 */
final class ShimFailure extends Exception {
  static final int BAD_ENVIRONMENT = 4;
  static final int IO_FAILURE = 5;
  static final int DECODING_FAILURE = 6;
  static final int INVALID_NETNS = 8;
  static final int TRY_AGAIN_LATER = 11;

  private final int code;
  private final transient Bytes message;

  ShimFailure(int code, Bytes message) {
    super(null, null, false, false);
    this.code = code;
    this.message = message;
  }

  int code() {
    return code;
  }

  /** The error as the runtime reads it: four blanks of indent and no newline at the end. */
  Bytes toJson(Bytes details) {
    Bytes json = Bytes.of("{\n    \"cniVersion\": \"1.1.0\",\n    \"code\": ");
    json.appendDecimal(code).append(",\n    \"msg\": ");
    JsonString.append(json, message);
    if (details.size() > 0) {
      json.append(",\n    \"details\": ");
      JsonString.append(json, details);
    }
    return json.append("\n}");
  }
}

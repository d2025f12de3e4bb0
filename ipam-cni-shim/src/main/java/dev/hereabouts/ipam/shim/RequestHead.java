package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;

/** The head of the request that carries a CNI call: request line, CNI variables, body length. */
final class RequestHead {
  /** The variables of a CNI call, each with the header that carries it. */
  private static final String[] VARIABLES = {
    "CNI_COMMAND", "CNI-Command",
    "CNI_CONTAINERID", "CNI-ContainerID",
    "CNI_NETNS", "CNI-Netns",
    "CNI_IFNAME", "CNI-IfName",
    "CNI_ARGS", "CNI-Args",
    "CNI_PATH", "CNI-Path",
  };

  private RequestHead() {}

  /** An unset variable sends no header, an empty one an empty header. */
  static Bytes of(Environment environment, int bodyLength) throws ShimFailure {
    Bytes head = Bytes.of("POST /v1/cni HTTP/1.1\r\nHost: hereabouts\r\n");
    for (int i = 0; i < VARIABLES.length; i += 2) {
      byte @Nullable [] value = environment.get(VARIABLES[i]);
      if (value != null) {
        head.append(VARIABLES[i + 1]).append(": ");
        PercentEncoding.append(head, value);
        head.append("\r\n");
      }
    }
    return head.append("Content-Length: ")
        .appendDecimal(bodyLength)
        .append("\r\nConnection: close\r\n\r\n");
  }
}

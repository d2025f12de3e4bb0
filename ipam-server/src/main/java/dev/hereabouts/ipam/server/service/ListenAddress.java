package dev.hereabouts.ipam.server.service;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 0 for any
 */
public record ListenAddress(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /** Reads {@code HOST:PORT} or {@code [IPV6]:PORT}. */
  public static final class Converter implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String text) {
      int colon = text.lastIndexOf(':');
      String host = colon < 0 ? "" : text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      int port = port(text.substring(colon + 1));
      if (host.isEmpty() || port < 0) {
        throw new TypeConversionException(
            "'" + text + "' is not HOST:PORT, such as 0.0.0.0:7443 or [::]:7443");
      }
      return new ListenAddress(host, port);
    }

    private static int port(String text) {
      try {
        int port = Integer.parseInt(text);
        return port > MAX_PORT ? -1 : port;
      } catch (NumberFormatException _) {
        return -1;
      }
    }
  }

  /** Whether this is every address of the machine, which nobody can connect to. */
  public boolean isWildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }
}

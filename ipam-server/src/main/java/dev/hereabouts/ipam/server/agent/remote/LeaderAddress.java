package dev.hereabouts.ipam.server.agent.remote;

import java.util.regex.Pattern;

/**
 * Where the leader serves, and what it is known by.
 *
 * @param certificateSha256 of its certificate's DER bytes: 64 lower-case hexadecimal digits
 */
public record LeaderAddress(String host, int port, String certificateSha256) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public LeaderAddress {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no address of a leader: " + host + ":" + port);
    }
    if (!SHA256.matcher(certificateSha256).matches()) {
      throw new IllegalArgumentException("no SHA-256 of a certificate: " + certificateSha256);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

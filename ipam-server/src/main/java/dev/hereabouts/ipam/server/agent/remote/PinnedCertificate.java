package dev.hereabouts.ipam.server.agent.remote;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts one certificate, by its SHA-256; its names and times say nothing more. */
final class PinnedCertificate extends X509ExtendedTrustManager {
  private final byte[] sha256;

  PinnedCertificate(String sha256) {
    this.sha256 = HexFormat.of().parseHex(sha256);
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    try {
      byte[] presented = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
      if (!MessageDigest.isEqual(presented, sha256)) {
        throw new CertificateException(
            "its certificate's SHA-256 is %s, not the published %s"
                .formatted(HexFormat.of().formatHex(presented), HexFormat.of().formatHex(sha256)));
      }
    } catch (NoSuchAlgorithmException e) {
      throw new CertificateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    refuseClient();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    refuseClient();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    refuseClient();
  }

  private static void refuseClient() throws CertificateException {
    throw new CertificateException("this is for servers");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}

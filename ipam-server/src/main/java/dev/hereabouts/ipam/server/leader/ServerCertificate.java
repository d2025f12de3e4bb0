package dev.hereabouts.ipam.server.leader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate of this process that it signed itself, and its key (ECDSA on P-256).
 *
 * <p>Agents know it by its SHA-256 alone. So it names no host, and has no time at which it ends: a
 * clock that is wrong must not keep agents from their leader.
 */
public final class ServerCertificate {
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.identifier("2a8648ce3d040302"));
  private static final byte[] COMMON_NAME = Der.identifier("550403");
  private static final BigInteger V3 = BigInteger.TWO;

  private final X509Certificate certificate;
  private final PrivateKey key;

  private ServerCertificate(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** Makes a new key and a certificate for it. */
  public static ServerCertificate generate(String name, SecureRandom random) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
      keys.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = keys.generateKeyPair();
      byte[] content = content(name, new BigInteger(127, random), pair);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate(), random);
      signature.update(content);
      byte[] encoded = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
      return new ServerCertificate((X509Certificate) certificate, pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no ECDSA on P-256", e);
    }
  }

  /** What is signed (RFC 5280, section 4.1). */
  private static byte[] content(String name, BigInteger serial, KeyPair pair) {
    byte[] subject = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(name))));
    return Der.sequence(
        Der.tagged(0, Der.integer(V3)),
        Der.integer(serial.add(BigInteger.ONE)),
        ECDSA_WITH_SHA256,
        subject,
        Der.sequence(Der.time("19700101000000Z"), Der.time("99991231235959Z")),
        subject,
        pair.getPublic().getEncoded());
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** What agents know the certificate by: 64 lower-case hexadecimal digits. */
  public String sha256() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The certificate and its key for TLS. */
  KeyManagerFactory keyManagers() {
    try {
      char[] noPassword = {};
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, noPassword);
      store.setKeyEntry("leader", key, noPassword, new Certificate[] {certificate});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, noPassword);
      return managers;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory", e);
    }
  }
}

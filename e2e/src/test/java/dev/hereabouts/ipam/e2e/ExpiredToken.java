package dev.hereabouts.ipam.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Tokens as they are when their time is over: no API server gives one that ends within minutes. */
final class ExpiredToken {
  private static final long LONG_AGO = 1_700_000_000;
  private static final int HOUR = 3_600;

  private ExpiredToken() {}

  /**
   * The same token an hour long, and long ago.
   *
   * @param key that signs the cluster's tokens
   */
  static String of(String token, Path key) throws IOException, GeneralSecurityException {
    String[] parts = token.split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8)
            .replaceAll("\"(iat|nbf)\":\\d+", "\"$1\":" + LONG_AGO)
            .replaceAll("\"exp\":\\d+", "\"exp\":" + (LONG_AGO + HOUR));
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String signed = parts[0] + "." + encoder.encodeToString(claims.getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(read(key));
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + encoder.encodeToString(signature.sign());
  }

  private static PrivateKey read(Path pem) throws IOException, GeneralSecurityException {
    String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }
}

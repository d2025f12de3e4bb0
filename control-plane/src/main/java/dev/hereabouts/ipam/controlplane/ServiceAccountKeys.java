package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The key pair that ServiceAccount tokens are signed with, in PEM files. */
record ServiceAccountKeys(Path signing, Path verifying) {
  static ServiceAccountKeys generate(Path directory) throws IOException {
    KeyPair pair = pair();
    ServiceAccountKeys keys =
        new ServiceAccountKeys(directory.resolve("sa.key"), directory.resolve("sa.pub"));
    write(keys.signing, "PRIVATE KEY", pair.getPrivate().getEncoded());
    write(keys.verifying, "PUBLIC KEY", pair.getPublic().getEncoded());
    return keys;
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String label, byte[] encoded) throws IOException {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(label, lines.encodeToString(encoded), label));
  }
}

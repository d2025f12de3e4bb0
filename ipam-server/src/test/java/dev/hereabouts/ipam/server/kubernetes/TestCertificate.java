package dev.hereabouts.ipam.server.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate that signs itself, with its key, both as PEM. */
record TestCertificate(String pem, String keyPem) {
  private static final String PASSWORD = "none-at-all";

  /**
   * Makes one with the JDK's keytool.
   *
   * @param name its common name and DNS name
   */
  static TestCertificate make(Path directory, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "only",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      keytool.destroyForcibly();
      throw new IOException(Files.readString(directory.resolve("keytool.log")));
    }
    return read(store);
  }

  private static TestCertificate read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    return new TestCertificate(
        pem("CERTIFICATE", store.getCertificate("only").getEncoded()),
        pem("PRIVATE KEY", store.getKey("only", PASSWORD.toCharArray()).getEncoded()));
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(
            kind,
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content));
  }
}

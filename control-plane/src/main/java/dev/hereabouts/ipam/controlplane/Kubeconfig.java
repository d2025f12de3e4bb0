package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** What a kubeconfig file says: a server, its authority, and a token. */
record Kubeconfig(URI server, String authority, String token) {

  /** Writes it for its owner alone, in place of a file that is there. */
  void write(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text());
  }

  private String text() {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: test
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: test
      user:
        token: %s
    contexts:
    - name: test
      context:
        cluster: test
        user: test
    current-context: test
    """
        .formatted(
            server,
            Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.US_ASCII)),
            token);
  }
}

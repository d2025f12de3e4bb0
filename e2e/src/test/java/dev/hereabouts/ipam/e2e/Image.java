package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The image that {@code deploy/image} builds, unpacked as a container runtime unpacks it. */
final class Image {
  private static final int BUILD_SECONDS = 600;
  private static final int UNPACK_SECONDS = 120;
  private static final Path DEPLOY = Installation.sources().resolveSibling("deploy");
  private static final Path ARCHIVE = DEPLOY.resolve("target/hereabouts-image.tar");

  private final Path layout;
  private final Path root;
  private final String digest;
  private final JsonNode manifest;
  private final JsonNode config;

  private Image(Path directory) throws IOException, InterruptedException {
    layout = Files.createDirectories(directory.resolve("layout"));
    root = Files.createDirectories(directory.resolve("root"));
    run("tar", "--extract", "--file", ARCHIVE.toString(), "--directory", layout.toString());
    digest = json(layout.resolve("index.json")).at("/manifests/0/digest").asText();
    manifest = json(blob(digest));
    config = json(blob(manifest.at("/config/digest").asText()));
    for (String layer : layers()) {
      run(
          "tar",
          "--extract",
          "--gzip",
          "--preserve-permissions",
          "--numeric-owner",
          "--file",
          blob(layer).toString(),
          "--directory",
          root.toString());
    }
  }

  /** Builds what is missing, and unpacks the layers. */
  static Image unpacked(Path directory) throws IOException, InterruptedException {
    build();
    return new Image(directory);
  }

  /** Returns what it said. */
  static String build() throws IOException, InterruptedException {
    Command built =
        Command.run(
            BUILD_SECONDS,
            Map.of("HEREABOUTS_NO_BUILD", "1", "JAVA_HOME", System.getProperty("java.home")),
            List.of(DEPLOY.resolve("image").toString()));
    built.succeeded();
    return built.stderr();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Command.run(UNPACK_SECONDS, Map.of(), List.of(command)).succeeded();
  }

  /** Its file system. */
  Path root() {
    return root;
  }

  /** The manifest's, {@code sha256:...}. */
  String digest() {
    return digest;
  }

  JsonNode config() {
    return config;
  }

  /** What {@code docker save} puts beside the layout. */
  JsonNode dockerManifest() throws IOException {
    return json(layout.resolve("manifest.json")).path(0);
  }

  JsonNode index() throws IOException {
    return json(layout.resolve("index.json"));
  }

  static long archiveBytes() throws IOException {
    return Files.size(ARCHIVE);
  }

  /** The digests of the layers, the lowest first. */
  List<String> layers() {
    List<String> layers = new ArrayList<>();
    manifest.path("layers").forEach(layer -> layers.add(layer.path("digest").asText()));
    return layers;
  }

  /** Checks that every blob is what its name says, and every layer what the configuration says. */
  void isWhole() throws IOException {
    try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        try (InputStream bytes = Files.newInputStream(blob)) {
          assertThat(sha256(bytes)).isEqualTo("sha256:" + blob.getFileName());
        }
      }
    }
    List<String> contents = new ArrayList<>();
    for (String layer : layers()) {
      try (InputStream bytes = new GZIPInputStream(Files.newInputStream(blob(layer)))) {
        contents.add(sha256(bytes));
      }
    }
    List<String> named = new ArrayList<>();
    config.at("/rootfs/diff_ids").forEach(each -> named.add(each.asText()));
    assertThat(contents).isEqualTo(named);
  }

  private Path blob(String blobDigest) {
    return layout.resolve("blobs").resolve(blobDigest.replace(':', '/'));
  }

  private static JsonNode json(Path file) throws IOException {
    return Json.parse(Files.readString(file));
  }

  private static String sha256(InputStream bytes) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package dev.hereabouts.ipam.server.kubernetes;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig whose user runs a shell script for credentials: it notes each run with what it was
 * told, and prints the file {@code answer}. Time moves when it is told to.
 */
final class ExecScene implements InstantSource {
  static final String V1 = "client.authentication.k8s.io/v1";
  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private static final String SCRIPT =
      """
      #!/bin/sh
      here=$(dirname "$0")
      printf '%s\\n' "$KUBERNETES_EXEC_INFO" >> "$here/runs"
      printf '%s|' "$@" "$ZONE" > "$here/words"
      cat "$here/answer"
      exit "${CODE:-0}"
      """;

  private final Path directory;
  private String server = "https://127.0.0.1:6443";
  private String more = "";
  private volatile Instant now = BEGIN;

  ExecScene(Path directory) throws IOException {
    this.directory = directory;
    program("login", SCRIPT);
  }

  void program(String name, String script) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, script);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + file);
    }
  }

  /** Names the server, with more lines of the cluster. */
  ExecScene server(String url, String... lines) {
    server = url;
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append("    ").append(line).append('\n');
    }
    more = text.toString();
    return this;
  }

  /** Writes the kubeconfig, with these lines of the user's {@code exec}. */
  Path write(String... exec) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : exec) {
      text.append("      ").append(line).append('\n');
    }
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        clusters:
        - name: here
          cluster:
            server: %s
        %susers:
        - name: me
          user:
            exec:
        %scontexts:
        - name: mine
          context: {cluster: here, user: me}
        current-context: mine
        """
            .formatted(server, more, text));
  }

  /** Reads the kubeconfig with the script as its command, which runs it. */
  ApiAccess access() throws IOException, ApiAccessException {
    return access("apiVersion: " + V1, "command: ./login", "interactiveMode: Never");
  }

  ApiAccess access(String... exec) throws IOException, ApiAccessException {
    return KubeconfigFiles.read(List.of(write(exec))).choose(null).access(this);
  }

  /** What the script prints from now on. */
  void answer(String text) throws IOException {
    Files.writeString(directory.resolve("answer"), text);
  }

  void answerToken(String token, @Nullable Instant expires) throws IOException {
    answerStatus(
        "\"token\": \""
            + token
            + "\""
            + (expires == null ? "" : ", \"expirationTimestamp\": \"" + expires + "\""));
  }

  void answerCertificate(TestCertificate certificate, Instant expires) throws IOException {
    answerStatus(
        "\"clientCertificateData\": \"%s\", \"clientKeyData\": \"%s\", \"expirationTimestamp\": \"%s\""
            .formatted(escaped(certificate.pem()), escaped(certificate.keyPem()), expires));
  }

  void answerStatus(String fields) throws IOException {
    answer(
        "{\"kind\": \"ExecCredential\", \"apiVersion\": \""
            + V1
            + "\", \"status\": {"
            + fields
            + "}}");
  }

  private static String escaped(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** How often the script ran. */
  int runs() throws IOException {
    return told().size();
  }

  /** What it was told at each run. */
  List<Map<String, @Nullable Object>> told() throws IOException {
    Path file = directory.resolve("runs");
    List<Map<String, @Nullable Object>> told = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        told.add(Json.decode(line.getBytes(StandardCharsets.UTF_8), JsonTree::object));
      }
    }
    return told;
  }

  /** Its arguments and the variable ZONE at the last run. */
  String words() throws IOException {
    return Files.readString(directory.resolve("words"));
  }

  Path directory() {
    return directory;
  }
}

package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One start of the native binary, with an environment of bytes and nothing inherited. */
final class ShimProcess {
  static final Path BINARY = Path.of("target", "hereabouts").toAbsolutePath();

  private final Map<String, byte[]> environment = new LinkedHashMap<>();
  private String launcher = "exec \"$0\"";
  private byte[] input = new byte[0];

  /** What a finished process left. */
  record Result(int exitCode, Output stdout, Output stderr) {
    @Override
    public String toString() {
      return "exit %d, stdout: %s, stderr: %s".formatted(exitCode, stdout, stderr);
    }
  }

  /** Bytes of an output stream. */
  static final class Output {
    private final byte[] bytes;

    Output(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** An ADD as a runtime makes it. */
  static ShimProcess add(Path socket) {
    return call("ADD", socket);
  }

  static ShimProcess call(String command, Path socket) {
    return new ShimProcess()
        .with("HEREABOUTS_SOCKET", socket.toString())
        .with("CNI_COMMAND", command)
        .with("CNI_CONTAINERID", "0a1b2c")
        .with("CNI_NETNS", "/var/run/netns/no-such-namespace")
        .with("CNI_IFNAME", "net1")
        .with("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=cart-0")
        .with("CNI_PATH", "/opt/cni/bin");
  }

  ShimProcess with(String name, String value) {
    return with(name, value.getBytes(StandardCharsets.UTF_8));
  }

  ShimProcess with(String name, byte[] value) {
    environment.put(name, value);
    return this;
  }

  ShimProcess without(String name) {
    environment.remove(name);
    return this;
  }

  ShimProcess input(byte[] bytes) {
    input = bytes;
    return this;
  }

  /** The shell's words that start the binary, which is {@code $0}. */
  ShimProcess launchedBy(String words) {
    launcher = words;
    return this;
  }

  /** Starts the binary by way of a shell, which alone can pass bytes that are no plain text. */
  Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    StringBuilder assignments = new StringBuilder();
    environment.forEach((name, value) -> {
      if (isPlain(value)) {
        builder.environment().put(name, new String(value, StandardCharsets.US_ASCII));
      } else {
        assignments.append(assignment(name, value));
      }
    });
    return builder.command("/bin/sh", "-c", assignments + launcher, BINARY.toString()).start();
  }

  private static boolean isPlain(byte[] value) {
    for (byte b : value) {
      if (b < ' ' || b == 127) {
        return false;
      }
    }
    return true;
  }

  /** A shell assignment; the {@code x} keeps newlines at the end, which {@code $()} would drop. */
  private static String assignment(String name, byte[] value) {
    StringBuilder octal = new StringBuilder();
    for (byte b : value) {
      octal.append("\\%03o".formatted(b & 0xff));
    }
    return "%1$s=\"$(printf '%2$sx')\"; %1$s=\"${%1$s%%x}\"; export %1$s; ".formatted(name, octal);
  }

  Result run() throws Exception {
    Process process = start();
    CompletableFuture<byte[]> stdout = readAll(process.getInputStream());
    CompletableFuture<byte[]> stderr = readAll(process.getErrorStream());
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException readerGone) {
      // A shim that refuses a call need not have read everything.
    }
    return finish(process, stdout, stderr);
  }

  /** Runs with a standard input that stays open and silent. */
  Result runWithSilentInput() throws Exception {
    Process process = start();
    return finish(process, readAll(process.getInputStream()), readAll(process.getErrorStream()));
  }

  private static Result finish(
      Process process, CompletableFuture<byte[]> stdout, CompletableFuture<byte[]> stderr)
      throws Exception {
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the shim ends").isTrue();
      return new Result(
          process.exitValue(),
          new Output(stdout.get(60, TimeUnit.SECONDS)),
          new Output(stderr.get(60, TimeUnit.SECONDS)));
    } finally {
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<byte[]> readAll(InputStream in) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }
}

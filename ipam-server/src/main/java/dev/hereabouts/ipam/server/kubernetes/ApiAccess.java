package dev.hereabouts.ipam.server.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the API server is, whom to trust, and what to say who we are. */
public final class ApiAccess {
  /** Where a pod finds its ServiceAccount's files. */
  public static final Path POD_DIRECTORY = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final String HOST = "KUBERNETES_SERVICE_HOST";
  private static final String PORT = "KUBERNETES_SERVICE_PORT";

  private final URI server;
  private final Trust trust;
  private final @Nullable String tlsName;
  private final Login login;

  ApiAccess(URI server, @Nullable String tlsName, Trust trust, Login login) {
    this.server = server;
    this.tlsName = tlsName;
    this.trust = trust;
    this.login = login;
  }

  /** Reads the current context of a kubeconfig file. */
  public static ApiAccess fromKubeconfig(Path file) throws ApiAccessException {
    return fromKubeconfig(List.of(file), null);
  }

  /**
   * Reads a context of kubeconfig files as kubectl merges them. Where its user has a command that
   * gives credentials, it is run, which may take as long as a person needs to log in.
   *
   * @param context its name; null for the current one
   */
  public static ApiAccess fromKubeconfig(List<Path> files, @Nullable String context)
      throws ApiAccessException {
    return KubeconfigFiles.read(files).choose(context).access(InstantSource.system());
  }

  /**
   * Reads what a pod is given.
   *
   * @param environment has {@code KUBERNETES_SERVICE_HOST} and {@code _PORT}
   * @param directory best {@link #POD_DIRECTORY}
   */
  public static ApiAccess fromPod(Map<String, String> environment, Path directory)
      throws ApiAccessException {
    String host = required(environment, HOST);
    String port = required(environment, PORT);
    Path ca = directory.resolve("ca.crt");
    Token token = Token.ofFile(directory.resolve("token"), "the pod's ServiceAccount");
    token.current();
    try {
      return new ApiAccess(
          URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port),
          null,
          new Trust.Authorities(new Pem(Files.readAllBytes(ca))),
          new FixedLogin(token, null));
    } catch (IOException _) {
      throw new ApiAccessException("the pod's ServiceAccount: " + ca + " cannot be read");
    } catch (IllegalArgumentException _) {
      throw new ApiAccessException(
          HOST + "=" + host + " and " + PORT + "=" + port + " make no address of a server");
    }
  }

  private static String required(Map<String, String> environment, String name)
      throws ApiAccessException {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new ApiAccessException(
          name + " is not set: this is no pod. Name a kubeconfig file with --kubeconfig.");
    }
    return value;
  }

  /** The server's URL, of scheme http or https. */
  public URI server() {
    return server;
  }

  Trust trust() {
    return trust;
  }

  Login login() {
    return login;
  }

  /** The name that the server's certificate must have, where it is not that of the URL. */
  @Nullable String tlsName() {
    return tlsName;
  }

  /** The URL's host, without the brackets of an IPv6 address. */
  String host() {
    String host = server.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  boolean isTls() {
    return "https".equals(server.getScheme());
  }

  int port() {
    return server.getPort() >= 0 ? server.getPort() : isTls() ? 443 : 80;
  }

  /** The bytes of a PEM file. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its bytes
  record Pem(byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Pem pem && Arrays.equals(bytes, pem.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /** A certificate that shows who we are, with its key. */
  record ClientCertificate(Pem certificate, Pem key) {}

  /** Whose word counts that the server is the right one. */
  sealed interface Trust {
    /** The authorities of the operating system's Java. */
    record Everyday() implements Trust {}

    record Authorities(Pem certificates) implements Trust {}

    record Blind() implements Trust {}
  }
}

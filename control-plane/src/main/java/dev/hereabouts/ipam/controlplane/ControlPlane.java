package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An etcd and a kube-apiserver on loopback, RBAC on, with their files in a directory that goes when
 * this is closed or this process ends, in whatever way. Not thread-safe; what {@link #api()}
 * returns is.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Duration STARTUP = Duration.ofSeconds(90);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(25);

  private final Path etcdProgram;
  private final Path apiServerProgram;
  private final Path directory;
  private final LastWill lastWill;
  private final CommandLines commands;
  private final Tokens tokens;
  private final ServiceAccountKeys keys;
  private final URI url;
  private @Nullable Daemon etcd;
  private @Nullable Daemon apiServer;
  private @Nullable HttpClient client;

  private ControlPlane(ControlPlaneOptions options, Programs programs)
      throws ProgramUnavailableException, IOException {
    etcdProgram = programs.find(Program.ETCD);
    apiServerProgram = programs.find(Program.KUBE_APISERVER);
    tokens = new Tokens(options.users());
    Ports ports = new Ports(new SecureRandom());
    url = URI.create("https://127.0.0.1:" + ports.free());
    URI etcdUrl = URI.create("http://127.0.0.1:" + ports.free());
    directory = ScratchDirectory.create("control-plane").path();
    lastWill = new LastWill(directory);
    commands = new CommandLines(directory, options, etcdUrl);
    keys = ServiceAccountKeys.generate(directory);
    tokens.write(directory.resolve(CommandLines.TOKENS));
  }

  /** Why there can be no control plane here; empty when there can. Builds it if need be. */
  public static Optional<String> unavailable() {
    return Programs.ofThisUser().unavailable(Program.ETCD, Program.KUBE_APISERVER);
  }

  /** Starts one, and returns when it serves. */
  public static ControlPlane start()
      throws ProgramUnavailableException, IOException, InterruptedException {
    return start(ControlPlaneOptions.DEFAULT);
  }

  /** Starts one, and returns when it serves and has made the namespaces that always are there. */
  public static ControlPlane start(ControlPlaneOptions options)
      throws ProgramUnavailableException, IOException, InterruptedException {
    ControlPlane started = new ControlPlane(options, Programs.ofThisUser());
    try {
      started.etcd = Daemon.start(started.commands.etcd(started.etcdProgram), started.directory);
      started.startApiServer();
      started.api().waitUntilServed("/api/v1/namespaces/default");
      started.api().waitUntilServed("/api/v1/namespaces/kube-system");
      return started;
    } catch (IOException | InterruptedException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /** The API server's, {@code https://127.0.0.1:PORT}; the same after a restart. */
  public URI url() {
    return url;
  }

  /** The PEM file of the authority that signed the API server's certificate. */
  public Path caCertificate() {
    return directory.resolve("ca.crt");
  }

  /** The PEM file of the key that ServiceAccount tokens are signed with (ES256). */
  public Path tokenSigningKey() {
    return keys.signing();
  }

  /** The PEM file of the certificate that the API server shows, for a proxy that shows the same. */
  public Path servingCertificate() {
    return directory.resolve(CommandLines.CERTIFICATES).resolve("apiserver.crt");
  }

  /** The PEM file of that certificate's key. */
  public Path servingKey() {
    return directory.resolve(CommandLines.CERTIFICATES).resolve("apiserver.key");
  }

  /** The token of the administrator {@code admin}, in {@code system:masters}. */
  public String adminToken() {
    return tokens.of(Tokens.ADMIN);
  }

  /** The token of a user that the options name. */
  public String token(String user) {
    return tokens.of(user);
  }

  /** The API as the administrator sees it. */
  public KubernetesApi api() {
    return new KubernetesApi(
        Objects.requireNonNull(client, "the API server was never ready"), url, adminToken());
  }

  /** Writes the administrator's kubeconfig file, readable by its owner alone. */
  public void writeKubeconfig(Path file) throws IOException {
    writeKubeconfig(file, url, adminToken());
  }

  /**
   * Writes another's kubeconfig file, readable by its owner alone.
   *
   * @param server where to find the API server: {@link #url()}, or a proxy on 127.0.0.1 that passes
   *     bytes on to it or shows the {@link #servingCertificate()}
   */
  public void writeKubeconfig(Path file, URI server, String token) throws IOException {
    new Kubeconfig(server, Files.readString(caCertificate()), token).write(file);
  }

  /** Stops etcd in its tracks (SIGSTOP): its connections stay open, nothing is answered. */
  public void pauseEtcd() throws IOException, InterruptedException {
    running(etcd).signal("STOP");
  }

  /** Lets etcd go on. */
  public void resumeEtcd() throws IOException, InterruptedException {
    running(etcd).signal("CONT");
  }

  /** Ends the API server as kill -9 does; returns when it has ended. */
  public void killApiServer() throws IOException, InterruptedException {
    running(apiServer).kill();
    apiServer = null;
    tellLastWill();
  }

  /** Starts the API server on the same port and data; returns when it is ready. */
  public void startApiServer() throws IOException, InterruptedException {
    if (apiServer != null) {
      throw new IllegalStateException("the API server runs");
    }
    Daemon daemon = Daemon.start(commands.apiServer(apiServerProgram, url, keys), directory);
    apiServer = daemon;
    tellLastWill();
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (!isReady()) {
      if (!running(etcd).runs()) {
        throw running(etcd).failure("ended");
      }
      if (!daemon.runs()) {
        throw daemon.failure("ended");
      }
      if (System.nanoTime() > deadline) {
        throw daemon.failure("was not ready within " + STARTUP.toSeconds() + " s");
      }
      Thread.sleep(POLL);
    }
  }

  private boolean isReady() throws IOException, InterruptedException {
    if (client == null && !makeClient()) {
      return false;
    }
    try {
      return api().get("/readyz").status() == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  /** Does so as soon as the API server has made its certificate; the key is written after it. */
  private boolean makeClient() throws IOException {
    if (!Files.exists(servingKey())) {
      return false;
    }
    ServerCertificates server = ServerCertificates.read(servingCertificate());
    Files.writeString(caCertificate(), server.pem());
    client = HttpClient.newBuilder().sslContext(server.trust()).connectTimeout(CONNECT).build();
    return true;
  }

  private void tellLastWill() throws IOException {
    lastWill.name(Stream.of(etcd, apiServer).flatMap(Stream::ofNullable).toList());
  }

  private static Daemon running(@Nullable Daemon daemon) {
    if (daemon == null) {
      throw new IllegalStateException("not started");
    }
    return daemon;
  }

  /** Ends both and removes their files. */
  @Override
  public void close() throws IOException {
    if (client != null) {
      client.shutdownNow();
    }
    try (lastWill) {
      for (Daemon daemon : Stream.of(apiServer, etcd).flatMap(Stream::ofNullable).toList()) {
        daemon.kill();
      }
      lastWill.name(List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the last will ends what still runs
    }
  }
}

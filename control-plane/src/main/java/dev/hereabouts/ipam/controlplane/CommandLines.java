package dev.hereabouts.ipam.controlplane;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of etcd and the API server, with files below one directory. */
record CommandLines(Path directory, ControlPlaneOptions options, URI etcdUrl) {
  static final String CERTIFICATES = "certificates";
  static final String TOKENS = "tokens.csv";

  List<String> etcd(Path program) {
    List<String> line =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--data-dir=" + directory.resolve("data"),
                "--listen-client-urls=" + etcdUrl,
                "--advertise-client-urls=" + etcdUrl,
                // It has no peers: any port does, and what it advertises nobody asks for.
                "--listen-peer-urls=http://127.0.0.1:0",
                "--log-level=warn"));
    if (!options.fsync()) {
      line.add("--unsafe-no-fsync");
    }
    line.addAll(options.etcdFlags());
    return line;
  }

  List<String> apiServer(Path program, URI url, ServiceAccountKeys keys) {
    List<String> line =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--etcd-servers=" + etcdUrl,
                "--bind-address=127.0.0.1",
                "--secure-port=" + url.getPort(),
                "--cert-dir=" + directory.resolve(CERTIFICATES),
                "--token-auth-file=" + directory.resolve(TOKENS),
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + keys.verifying(),
                "--service-account-signing-key-file=" + keys.signing(),
                "--service-cluster-ip-range=10.96.0.0/24",
                "--allow-privileged",
                // No controller makes the ServiceAccount "default" that it would give to each pod.
                "--disable-admission-plugins=ServiceAccount",
                "--endpoint-reconciler-type=none"));
    line.addAll(options.apiServerFlags());
    return line;
  }
}

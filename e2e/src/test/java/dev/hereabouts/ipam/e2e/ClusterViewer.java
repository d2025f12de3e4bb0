package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who looks at a cluster with the commands, as a ServiceAccount with certain rights. */
record ClusterViewer(Path kubeconfig) {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

  /**
   * Makes the account.
   *
   * @param rules RBAC's, as JSON; "" for none
   */
  static ClusterViewer make(Cluster cluster, String name, String rules)
      throws IOException, InterruptedException {
    var api = cluster.api();
    api.create(
            "/api/v1/namespaces/default/serviceaccounts",
            "{\"metadata\":{\"name\":\"%s\"}}".formatted(name))
        .successful();
    if (!rules.isEmpty()) {
      api.create(
              RBAC + "clusterroles",
              "{\"metadata\":{\"name\":\"%s\"},\"rules\":%s}".formatted(name, rules))
          .successful();
      api.create(
              RBAC + "clusterrolebindings",
              """
              {"metadata": {"name": "%1$s"},
               "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%1$s"},
               "subjects": [{"kind": "ServiceAccount", "namespace": "default", "name": "%1$s"}]}
              """
                  .formatted(name))
          .successful();
    }
    Path kubeconfig = cluster.directory().resolve("kubeconfig-" + name);
    String token = api.serviceAccountToken("default", name, "https://kubernetes.default.svc");
    cluster.controlPlane().writeKubeconfig(kubeconfig, cluster.controlPlane().url(), token);
    return new ClusterViewer(kubeconfig);
  }

  /**
   * The same account by a kubeconfig that knows no token, only a script that prints it.
   *
   * @param runs where the script adds a line at each run
   */
  ClusterViewer asking(Path runs) throws IOException {
    String text = Files.readString(kubeconfig);
    Matcher token = Pattern.compile("token: (\\S+)").matcher(text);
    if (!token.find()) {
      throw new IOException("no token in " + kubeconfig);
    }
    Path script = kubeconfig.resolveSibling("tell-token");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "$1" >> '%s'
        echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
               "status": {"token": "%s"}}'
        """
            .formatted(runs, token.group(1)));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + script);
    }
    Path asking = kubeconfig.resolveSibling("kubeconfig-asking");
    Files.writeString(
        asking,
        token.replaceFirst(
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./tell-token,"
                + " args: [get-token], interactiveMode: Never}"));
    return new ClusterViewer(asking);
  }

  /** Runs a command with the kubeconfig in its arguments. */
  Command run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return run(command, Map.of());
  }

  /** Runs a command with the kubeconfig in KUBECONFIG. */
  Command runByVariable(String... arguments) throws IOException, InterruptedException {
    return run(List.of(arguments), Map.of("KUBECONFIG", kubeconfig.toString()));
  }

  /** Starts a command that goes on, with the kubeconfig in its arguments. */
  BackgroundCommand start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return start(command, Map.of());
  }

  /** Starts a command that goes on. */
  static BackgroundCommand start(List<String> arguments, Map<String, String> more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Installation.launcher().toString()));
    command.addAll(arguments);
    return BackgroundCommand.start(environment(more), command);
  }

  /** Runs a command with more variables. */
  static Command run(List<String> arguments, Map<String, String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Installation.launcher().toString()));
    command.addAll(arguments);
    return Command.run(60, environment(more), command);
  }

  /** The variables of every command. */
  static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HEREABOUTS_NO_BUILD", "1");
    environment.put("HEREABOUTS_SOCKET", "");
    environment.putIfAbsent("KUBECONFIG", "");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }
}

package dev.hereabouts.ipam.server.rehearsal;

import dev.hereabouts.ipam.server.Main;
import dev.hereabouts.ipam.server.candidate.AllocatorOptions;
import dev.hereabouts.ipam.server.candidate.ClusterAllocator;
import dev.hereabouts.ipam.server.candidate.GracePeriod;
import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.files.AllowedDirectories;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import dev.hereabouts.ipam.server.kubernetes.FileToken;
import dev.hereabouts.ipam.server.node.BootId;
import dev.hereabouts.ipam.server.node.ClusterAgent;
import dev.hereabouts.ipam.server.node.Standalone;
import dev.hereabouts.ipam.server.service.ColdPages;
import dev.hereabouts.ipam.server.service.ListenAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Plays one of the services and its command for the archive of loaded classes (application
 * class-data sharing) that the build makes, with which that service starts faster. The script
 * {@code src/main/jvm/rehearse} starts it for each.
 */
final class Rehearsal {
  private static final String NAMESPACE = "hereabouts-system";
  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
  private static final String PORT = "port";

  private Rehearsal() {}

  /**
   * Runs it.
   *
   * @param arguments the service's command, and a directory with the API server's {@code api.p12},
   *     a {@code kubeconfig}, and the {@code pod} directory that a pod would find; allocator and
   *     agent are played together
   */
  public static void main(String[] arguments) throws IOException, ApiAccessException {
    String service = arguments[0];
    Path directory = Path.of(arguments[1]);
    switch (service) {
      case "standalone" -> standalone(directory);
      case "allocator" -> allocator(directory);
      case "agent" -> agent(directory);
      default -> throw new IllegalArgumentException("no service: " + service);
    }
    command(service, "--help");
  }

  private static void standalone(Path directory) throws IOException {
    Path socket = directory.resolve("ipam.sock");
    try (Standalone _ = Standalone.start(socket, directory.resolve("store"), "rehearsal")) {
      new RehearsedCalls(socket).make();
      ColdPages.ofThisProcess().giveBack();
    }
    commands(directory);
  }

  /** Plays what people ask a cluster, for it is the same archive. */
  private static void commands(Path directory) throws IOException {
    try (RehearsalApi api = RehearsalApi.start(directory.resolve("api.p12"))) {
      String template = Files.readString(directory.resolve("kubeconfig"));
      Path kubeconfig = directory.resolve("kubeconfig-of-commands");
      Files.writeString(kubeconfig, template.replace(":1\"", ":" + api.port() + "\""));
      api.populate();
      for (String command : List.of("pools", "list", "show 10.0.0.1", "cleanup", "check")) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        command(words.toArray(String[]::new));
      }
    }
  }

  /** Runs until the end of the standard input. */
  private static void allocator(Path directory) throws IOException, ApiAccessException {
    try (RehearsalApi api = RehearsalApi.start(directory.resolve("api.p12"))) {
      Files.writeString(directory.resolve(PORT), Integer.toString(api.port()));
      try (ClusterAllocator allocator =
          ClusterAllocator.start(
              access(directory),
              new AllocatorOptions(
                  NAMESPACE, ANY_PORT, "127.0.0.1", GracePeriod.DEFAULT, ANY_PORT, null))) {
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        allocator.scrape();
      }
    }
  }

  private static void agent(Path directory) throws IOException, ApiAccessException {
    Path socket = directory.resolve("agent.sock");
    FileToken token = new FileToken(directory.resolve("pod").resolve("token"));
    try (ClusterAgent _ =
        ClusterAgent.start(
            access(directory),
            NAMESPACE,
            "rehearsal",
            socket,
            directory.resolve("state"),
            BootId.OF_THIS_MACHINE,
            AllowedDirectories.with(List.of()),
            _ -> token,
            ANY_PORT)) {
      new RehearsedCalls(socket).make();
      ColdPages.ofThisProcess().giveBack();
    }
  }

  /** As a pod comes by it; outside of pods it stands in a file. */
  private static ApiAccess access(Path directory) throws IOException, ApiAccessException {
    ApiAccess.fromKubeconfig(directory.resolve("kubeconfig"));
    return ApiAccess.fromPod(
        Map.of(
            "KUBERNETES_SERVICE_HOST",
            "127.0.0.1",
            "KUBERNETES_SERVICE_PORT",
            Files.readString(directory.resolve(PORT))),
        directory.resolve("pod"));
  }

  private static void command(String... arguments) {
    StringWriter printed = new StringWriter();
    int exitCode =
        Main.commandLine(new Surroundings(InstantSource.system(), Map.of(), false), null)
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .execute(arguments);
    if (exitCode != ExitCode.OK && exitCode != ExitCode.FOUND) {
      throw new IllegalStateException(String.join(" ", arguments) + ": " + printed);
    }
  }
}

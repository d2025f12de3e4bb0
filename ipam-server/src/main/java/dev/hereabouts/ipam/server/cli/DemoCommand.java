package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code demo}: the service at work, without a cluster. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Plays the networks of examples/ through the CNI shim, without a cluster.",
      "Starts the service (standalone) in a directory of its own below the system's",
      "directory for temporary files, calls the shim as a container runtime does, pod",
      "by pod, prints and checks each answer, shows what the commands for operators",
      "print, and removes everything. It makes no network interface and needs no",
      "privileges."
    },
    footer = {"", "Exit codes: 0 when each answer was as claimed, 1 when not, 64 wrong usage."})
public final class DemoCommand implements Callable<Integer> {
  private static final String INTRODUCTION =
      """
      When a pod starts, its container runtime makes each network interface with a CNI plugin, such
      as macvlan. That plugin runs another one, the network's IPAM plugin, to ask for addresses:
      here it is Hereabouts' shim, ipam-cni-shim/target/hereabouts, which asks the service.

      Each ADD and DEL below is such a call of the shim, for a pod and an interface, with a network
      of examples/ as its input. Its time is that of the whole call: the shim's process, the
      decision, the record on disk. The first call finds the service cold.
      """;

  private final Surroundings surroundings;
  private final @Nullable Path home;
  private final Commands commands;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The program's other commands. */
  @FunctionalInterface
  public interface Commands {
    /** Runs one, and returns its exit code. */
    int run(PrintWriter out, String... arguments);
  }

  /**
   * @param home the directory of the launcher, the shim and the examples; null when not known
   */
  public DemoCommand(Surroundings surroundings, @Nullable Path home, Commands commands) {
    this.surroundings = surroundings;
    this.home = home;
    this.commands = commands;
  }

  @Override
  public Integer call() throws IOException, DemoFailure, InterruptedException {
    if (home == null) {
      throw new DemoFailure("the demo is started by the launcher, as \"./hereabouts demo\"");
    }
    Path shim = shim(home);
    PrintWriter out = spec.commandLine().getOut();
    int claims;
    try (DemoService service = new DemoService()) {
      out.println(INTRODUCTION);
      out.println("Starting the service (hereabouts standalone) in a scratch directory ...");
      out.flush();
      service.start(home.resolve("hereabouts"));
      claims =
          play(new DemoStage(out, service, home, shim, surroundings.clock(), commands), service);
    }
    out.println();
    out.println("All " + claims + " claims held. The service is stopped, its directory removed.");
    out.println("Next: the example in README.md does the same by hand.");
    return ExitCode.OK;
  }

  private static int play(DemoStage stage, DemoService service)
      throws IOException, DemoFailure, InterruptedException {
    try {
      new DemoScript(stage).play();
      return stage.claims();
    } catch (DemoFailure | IOException e) {
      if (service.isClosed()) {
        throw new DemoFailure("the demo was interrupted");
      }
      if (e instanceof IOException unexpected) {
        throw unexpected;
      }
      throw new DemoFailure(e.getMessage() + "\nthe service's log:\n" + service.logged());
    }
  }

  private static Path shim(Path home) throws DemoFailure {
    Path shim = home.resolve("ipam-cni-shim/target/hereabouts");
    if (!Files.isExecutable(shim)) {
      throw new DemoFailure(
          "there is no CNI shim at "
              + shim
              + "; build it with \"mvn -DskipTests -pl ipam-cni-shim package\" under a JDK 25, or"
              + " run ./hereabouts without HEREABOUTS_NO_BUILD");
    }
    return shim;
  }
}

package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.server.cli.ClusterChoice;
import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.ImportText;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import dev.hereabouts.ipam.server.store.embedded.EmbeddedStore;
import dev.hereabouts.ipam.server.store.embedded.StoreInUseException;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import dev.hereabouts.ipam.server.whereabouts.ImportPlan;
import dev.hereabouts.ipam.server.whereabouts.ImportPlanner;
import dev.hereabouts.ipam.server.whereabouts.ImportRun;
import dev.hereabouts.ipam.server.whereabouts.ObjectFile;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import dev.hereabouts.ipam.server.whereabouts.StoreCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code import whereabouts}: a plan, and with {@code --yes} what it says. */
@Command(
    name = "whereabouts",
    mixinStandardHelpOptions = true,
    description = {
      "Takes over what whereabouts has allocated: reads its IPPools, reservations and",
      "NodeSlicePools in every namespace, shows a plan, and with --yes does what it",
      "says and verifies it record by record. Its objects are left as they are. It can",
      "be repeated, also while an allocator serves."
    },
    footer = {
      "",
      "Without a cluster, -f FILE is imported into the store of standalone, which must",
      "not run meanwhile. FILE may have Pods, Nodes and networks, too; without Pods",
      "every entry is matched by its pod's name.",
      "Exit codes: 0 planned, or imported and verified; 1 something could not be; 64",
      "wrong usage."
    })
public final class ImportWhereaboutsCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final SecureRandom random = new SecureRandom();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MigrationOptions options = new MigrationOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "whereabouts' objects as YAML or JSON, instead of those in the cluster")
  private @Nullable Path file;

  @Option(names = "--records", description = "list every record in the plan, not only the doubts")
  private boolean everyRecord;

  @Option(
      names = "--skip-gone",
      description =
          "leave out records whose pods are not there: for a repeated import, in which they may"
              + " have been freed here since")
  private boolean skipGone;

  @Option(names = "--dry-run", description = "show the plan and change nothing (the default)")
  private boolean dryRun;

  @Option(names = "--yes", description = "import what the plan shows")
  private boolean yes;

  public ImportWhereaboutsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, ApiAccessException, InterruptedException {
    if (yes && dryRun) {
      throw new ParameterException(
          spec.commandLine(), "--yes imports and --dry-run does not: choose one");
    }
    OldObjects old = file == null ? new OldObjects() : fromFile(file);
    ClusterChoice cluster = options.cluster(surroundings.environment());
    Path store = options.store();
    if (cluster == null && (file == null || store == null)) {
      throw new ParameterException(
          spec.commandLine(),
          file == null
              ? "name the cluster with --kubeconfig or KUBECONFIG, or objects with -f and --store"
              : "name the cluster with --kubeconfig, or the directory of standalone with --store");
    }
    return cluster == null && store != null
        ? intoDirectory(old, store)
        : intoCluster(old, Objects.requireNonNull(cluster));
  }

  private OldObjects fromFile(Path objects) {
    try {
      return ObjectFile.read(objects);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int intoCluster(OldObjects old, ClusterChoice choice)
      throws IOException, ApiAccessException, InterruptedException {
    try (ClusterCalls cluster = new ClusterCalls(MigrationOptions.access(choice))) {
      ClusterObjects objects = new ClusterObjects(cluster);
      if (file == null) {
        objects.takeWhereabouts(old);
        old.forgetOurs();
      }
      objects.takeCluster(old);
      KubernetesStore store = cluster.store();
      return run(old, new StoreCalls(store, cluster::run, store::whenPoolsAreKept));
    }
  }

  private int intoDirectory(OldObjects old, Path directory)
      throws IOException, InterruptedException {
    if (!yes && !EmbeddedStore.isIn(directory)) {
      plan(old, new Ledger());
      return ExitCode.OK;
    }
    try (ExecutorService writer =
            Executors.newSingleThreadExecutor(
                task -> Thread.ofPlatform().name("store").daemon().unstarted(task));
        EmbeddedStore store = EmbeddedStore.open(directory, writer)) {
      return run(old, new StoreCalls(store, Runnable::run, Runnable::run));
    } catch (StoreInUseException e) {
      throw new IOException(
          e.getMessage() + "; stop it, import, and start it again: it reads its store at its start",
          e);
    }
  }

  private int run(OldObjects old, StoreCalls store) throws IOException, InterruptedException {
    ImportPlan plan = plan(old, store.ledger());
    if (!yes) {
      return ExitCode.OK;
    }
    String writer = "import_" + HexFormat.of().toHexDigits(random.nextInt());
    ImportRun.Outcome outcome = new ImportRun(store, writer).run(plan);
    text().outcome(outcome);
    spec.commandLine().getOut().flush();
    return outcome.isWhole() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Makes the plan and prints it. */
  private ImportPlan plan(OldObjects old, Ledger held) {
    ImportPlan plan =
        new ImportPlanner(
                old,
                held,
                () -> new OwnershipId(random.nextLong(), random.nextLong()),
                surroundings.clock().millis(),
                skipGone)
            .plan();
    text().plan(plan, everyRecord);
    PrintWriter out = spec.commandLine().getOut();
    if (!yes) {
      out.println("dry run: nothing was changed; --yes imports");
    }
    out.flush();
    return plan;
  }

  private ImportText text() {
    return new ImportText(spec.commandLine().getOut(), surroundings.hasColours());
  }
}

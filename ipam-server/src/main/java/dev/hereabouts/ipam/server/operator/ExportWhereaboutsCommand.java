package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.server.cli.ClusterChoice;
import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import dev.hereabouts.ipam.server.store.embedded.EmbeddedStore;
import dev.hereabouts.ipam.server.whereabouts.Export;
import dev.hereabouts.ipam.server.whereabouts.OldObjectForm;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import dev.hereabouts.ipam.server.whereabouts.StoreCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code export whereabouts}: what is held here, as whereabouts records it. */
@Command(
    name = "whereabouts",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the IPPools, reservations and NodeSlicePools by which whereabouts can",
      "take over again, as YAML. With --yes writes them into the cluster: records of",
      "addresses that are not held any more go, those of other pods that are there",
      "stay. It can be repeated."
    },
    footer = {
      "",
      "Stop Hereabouts' agents first: what they give afterwards is not in it.",
      "Exit codes: 0 success, 1 failure, 64 wrong usage."
    })
public final class ExportWhereaboutsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MigrationOptions options = new MigrationOptions();

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      defaultValue = "kube-system",
      description = "where whereabouts keeps its objects (default: ${DEFAULT-VALUE})")
  private String namespace = "kube-system";

  @Option(names = "--yes", description = "write the objects into the cluster")
  private boolean yes;

  public ExportWhereaboutsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, ApiAccessException, InterruptedException {
    Path store = options.store();
    ClusterChoice choice = options.cluster(surroundings.environment());
    if (choice == null && (store == null || yes)) {
      throw new ParameterException(
          spec.commandLine(),
          yes
              ? "--yes writes into a cluster: name it with --kubeconfig"
              : "name the cluster with --kubeconfig or KUBECONFIG, or a directory with --store");
    }
    if (choice == null) {
      print(Export.of(embedded(store), new OldObjects(), namespace));
      return ExitCode.OK;
    }
    try (ClusterCalls cluster = new ClusterCalls(MigrationOptions.access(choice))) {
      Ledger ledger =
          store == null
              ? new StoreCalls(cluster.store(), cluster::run, Runnable::run).ledger()
              : embedded(store);
      OldObjects old = new OldObjects();
      ClusterObjects objects = new ClusterObjects(cluster);
      if (yes) {
        objects.takeWhereabouts(old);
        objects.takeCluster(old);
        write(Export.of(ledger, old, namespace), cluster, old);
      } else {
        objects.takeNetworks(old);
        print(Export.of(ledger, old, namespace));
      }
      return ExitCode.OK;
    }
  }

  private static Ledger embedded(@Nullable Path directory)
      throws IOException, InterruptedException {
    Path opened = Objects.requireNonNull(directory);
    if (!EmbeddedStore.isIn(opened)) {
      throw new IOException(opened + " has no store of standalone");
    }
    try (ExecutorService writer =
            Executors.newSingleThreadExecutor(
                task -> Thread.ofPlatform().name("store").daemon().unstarted(task));
        EmbeddedStore store = EmbeddedStore.open(opened, writer)) {
      return new StoreCalls(store, Runnable::run, Runnable::run).ledger();
    }
  }

  private void print(Export export) {
    PrintWriter out = spec.commandLine().getOut();
    Dump dump =
        new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setExplicitStart(true)
                .build());
    OldObjectForm.all(export).forEach(object -> out.print(dump.dumpToString(object)));
    out.flush();
    note(export);
  }

  private void write(Export export, ClusterCalls cluster, OldObjects old) throws IOException {
    ExportRun run = new ExportRun(cluster, old);
    run.run(export);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "wrote %d IPPools with %d addresses, %d reservations and %d NodeSlicePools; %d old records are gone"
            .formatted(
                export.pools().size(),
                export.addresses(),
                export.reservations().size(),
                export.slices().size(),
                run.dropped().size()));
    run.dropped().forEach(each -> out.println("    gone: " + each));
    out.flush();
    note(export);
  }

  private void note(Export export) {
    export.notes().forEach(note -> spec.commandLine().getErr().println("hereabouts: " + note));
  }
}

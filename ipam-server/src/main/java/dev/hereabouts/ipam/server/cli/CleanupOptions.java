package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.server.upkeep.Narrowing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code cleanup} may be told, but for the cluster. */
public final class CleanupOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--pool",
      paramLabel = "CIDR",
      converter = CidrConverter.class,
      description = "only of this range, such as 10.0.0.0/24")
  private @Nullable Cidr pool;

  @Option(
      names = "--space",
      paramLabel = "NAME",
      description = "only of this network_name; - for where none is named")
  private @Nullable String space;

  @Option(names = "--node", paramLabel = "NAME", description = "only of pods on this node")
  private @Nullable String node;

  @Option(names = "--namespace", paramLabel = "NS", description = "only of pods in this namespace")
  private @Nullable String namespace;

  @Option(
      names = "--older-than",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "only what is held for longer: 90s, 10m, 2h, 3d")
  private @Nullable Duration olderThan;

  @Option(names = "--dry-run", description = "show and change nothing (the default)")
  private boolean dryRun;

  @Option(names = "--yes", description = "release what is shown")
  private boolean yes;

  @Option(
      names = "--socket",
      paramLabel = "S",
      hidden = true,
      description = "is refused: who serves there knows no pods")
  private @Nullable Path socket;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      description = "table, wide, json or yaml (default: ${DEFAULT-VALUE})")
  private OutputFormat format = OutputFormat.TABLE;

  /**
   * Says what cannot be meant.
   *
   * @throws ParameterException when there is such a thing
   */
  public void check() {
    if (yes && dryRun) {
      throw new ParameterException(
          spec.commandLine(), "--yes releases and --dry-run does not: choose one");
    }
    if (socket != null) {
      throw new ParameterException(
          spec.commandLine(),
          "cleanup needs a cluster (--kubeconfig): who serves at a socket knows no pods, so it"
              + " cannot tell a leak; there the CNI verbs DEL and GC release");
    }
  }

  public boolean isForReal() {
    return yes;
  }

  /** Which entries are meant. */
  public Narrowing narrowing(Instant now) {
    return new Narrowing(pool, "-".equals(space) ? "" : space, node, namespace, olderThan, now);
  }

  /** What prints in the format that was chosen. */
  public CleanupText text(PrintWriter out, PrintWriter err, Surroundings surroundings) {
    return new CleanupText(format, out, err, surroundings);
  }
}

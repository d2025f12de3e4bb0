package dev.hereabouts.ipam.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code check} may be told, but for the cluster. */
public final class CheckOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      defaultValue = "hereabouts-system",
      description = "where the allocators' lease is (default: ${DEFAULT-VALUE})")
  private String namespace = "hereabouts-system";

  @Option(
      names = "--socket",
      paramLabel = "S",
      description = "compare the record of the agent at this socket, too")
  private @Nullable Path socket;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "with --socket: the agent's node, when it holds nothing that says so")
  private @Nullable String node;

  @Option(names = "--repair", description = "repair what can be repaired without harm")
  private boolean repair;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      description = "table, json or yaml (default: ${DEFAULT-VALUE})")
  private OutputFormat format = OutputFormat.TABLE;

  /**
   * Says what cannot be meant.
   *
   * @throws ParameterException when there is such a thing
   */
  public void check() {
    if (node != null && socket == null) {
      throw new ParameterException(
          spec.commandLine(), "--node says whose agent is at --socket, which is not given");
    }
  }

  public String namespace() {
    return namespace;
  }

  public @Nullable Path socket() {
    return socket;
  }

  public @Nullable String node() {
    return node;
  }

  public boolean isRepair() {
    return repair;
  }

  /** What prints in the format that was chosen. */
  public CheckText text(PrintWriter out, PrintWriter err, Surroundings surroundings) {
    return new CheckText(format, out, err, surroundings.hasColours());
  }
}

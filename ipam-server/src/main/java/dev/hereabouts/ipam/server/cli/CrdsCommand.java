package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.crds.Definitions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crds}: the custom resource definitions. */
@Command(
    name = "crds",
    mixinStandardHelpOptions = true,
    description = "Prints the custom resource definitions, for kubectl apply.")
public final class CrdsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(Definitions.yaml());
    out.flush();
    return ExitCode.OK;
  }
}

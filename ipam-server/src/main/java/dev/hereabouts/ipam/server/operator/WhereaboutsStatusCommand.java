package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.cli.ClusterOption;
import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import dev.hereabouts.ipam.server.whereabouts.OldSideState;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code whereabouts status}: whether the old side is quiet, and whether it is empty. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Tells whether whereabouts' reconciler or control loop runs, which must be off",
      "while both serve the same ranges, and how many addresses whereabouts holds."
    },
    footer = {
      "",
      "Exit codes: 0 they are off and whereabouts holds nothing, 1 failure, 2 not yet,",
      "64 wrong usage."
    })
public final class WhereaboutsStatusCommand implements Callable<Integer> {
  private static final int NOT_DONE = 2;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterOption cluster = new ClusterOption();

  public WhereaboutsStatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    try (ClusterCalls calls = ClusterAccesses.open(cluster, surroundings)) {
      OldObjects objects = new OldObjects();
      if (calls.serves(ClusterObjects.GROUP)) {
        new ClusterObjects(calls).takeWhereabouts(objects);
      }
      return print(OldControllers.of(calls), OldSideState.of(objects));
    }
  }

  private int print(OldControllers controllers, OldSideState state) {
    PrintWriter out = spec.commandLine().getOut();
    controllers.running().forEach(each -> out.println("RUNS, must be off: " + each.text()));
    controllers.unknown().forEach(each -> out.println("whether more run cannot be told: " + each));
    if (controllers.areOff()) {
      out.println("whereabouts' reconciler and control loop: off");
    }
    out.println(
        "recorded for us: %d addresses, %d reservations"
            .formatted(state.ourAddresses(), state.ourReservations()));
    out.println(
        "held by whereabouts: %d addresses, %d reservations"
            .formatted(state.theirAddresses(), state.theirReservations()));
    out.println(state.isEmpty() ? "the old side is empty" : "the old side is not empty");
    out.flush();
    return state.isEmpty() && controllers.areOff() ? ExitCode.OK : NOT_DONE;
  }
}

package dev.hereabouts.ipam.server.operator;

import picocli.CommandLine.Command;

/** {@code whereabouts}: what is to be known of whereabouts while it serves the same ranges. */
@Command(
    name = "whereabouts",
    mixinStandardHelpOptions = true,
    description = "Tells how a cluster stands that changes over from whereabouts.",
    synopsisSubcommandLabel = "COMMAND")
public final class WhereaboutsCommand {}

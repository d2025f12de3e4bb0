package dev.hereabouts.ipam.server.operator;

import picocli.CommandLine.Command;

/** {@code export}: gives back to another program what is allocated here. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Gives the addresses that are held here to another program.",
    synopsisSubcommandLabel = "PROGRAM")
public final class ExportCommand {}

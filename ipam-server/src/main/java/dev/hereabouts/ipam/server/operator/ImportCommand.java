package dev.hereabouts.ipam.server.operator;

import picocli.CommandLine.Command;

/** {@code import}: takes over what another program has allocated. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Takes over the addresses that another program has given.",
    synopsisSubcommandLabel = "PROGRAM")
public final class ImportCommand {}

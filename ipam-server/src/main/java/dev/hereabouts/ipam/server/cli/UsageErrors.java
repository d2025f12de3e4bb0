package dev.hereabouts.ipam.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and where to read what is right. */
public final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("hereabouts: " + failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println(
        "\"" + command.getCommandSpec().qualifiedName() + " --help\" shows what is allowed.");
    return ExitCode.USAGE;
  }
}

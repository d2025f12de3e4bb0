package dev.hereabouts.ipam.server;

import dev.hereabouts.ipam.server.candidate.AllocatorCommand;
import dev.hereabouts.ipam.server.cli.Clusters;
import dev.hereabouts.ipam.server.cli.CompletionCommand;
import dev.hereabouts.ipam.server.cli.CrdsCommand;
import dev.hereabouts.ipam.server.cli.DemoCommand;
import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.InstallShimCommand;
import dev.hereabouts.ipam.server.cli.ListCommand;
import dev.hereabouts.ipam.server.cli.PoolsCommand;
import dev.hereabouts.ipam.server.cli.ShowCommand;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.cli.UsageErrors;
import dev.hereabouts.ipam.server.node.AgentCommand;
import dev.hereabouts.ipam.server.node.StandaloneCommand;
import dev.hereabouts.ipam.server.operator.CheckCommand;
import dev.hereabouts.ipam.server.operator.CleanupCommand;
import dev.hereabouts.ipam.server.operator.ClusterSource;
import dev.hereabouts.ipam.server.operator.ExportCommand;
import dev.hereabouts.ipam.server.operator.ExportWhereaboutsCommand;
import dev.hereabouts.ipam.server.operator.ImportCommand;
import dev.hereabouts.ipam.server.operator.ImportWhereaboutsCommand;
import dev.hereabouts.ipam.server.operator.WhereaboutsCommand;
import dev.hereabouts.ipam.server.operator.WhereaboutsStatusCommand;
import dev.hereabouts.ipam.server.service.ProgramVersion;
import java.io.Console;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;

/** The program: one executable with a command for each of its parts. */
@Command(
    name = "hereabouts",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description = "IP addresses for the secondary networks of Kubernetes pods.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "From a source tree, \"./hereabouts test\" runs all tests.",
      "Exit codes: 0 success, 1 failure, 64 wrong usage."
    })
public final class Main {
  private static final int HELP_COLUMNS = 80;

  private Main() {}

  public static void main(String[] arguments) {
    String home = System.getProperty("hereabouts.home");
    int exitCode =
        commandLine(
                new Surroundings(InstantSource.system(), System.getenv(), isTerminal()),
                home == null ? null : Path.of(home))
            .execute(arguments);
    // a thread of Netty's would keep the process for a second
    System.exit(exitCode);
  }

  /**
   * The commands.
   *
   * @param home where the launcher lies; null when the program was started in another way
   */
  public static CommandLine commandLine(Surroundings surroundings, @Nullable Path home) {
    CommandLine program = new CommandLine(new Main());
    Clusters clusters =
        (choice, progress, problem) ->
            ClusterSource.open(choice, progress, problem, surroundings.clock());
    List.of(
            demo(surroundings, home),
            new StandaloneCommand(),
            new AllocatorCommand(surroundings),
            new AgentCommand(surroundings),
            new CrdsCommand(),
            new InstallShimCommand(),
            new PoolsCommand(surroundings, clusters),
            new ListCommand(surroundings, clusters),
            new ShowCommand(surroundings, clusters),
            new CleanupCommand(surroundings),
            new CheckCommand(surroundings),
            new CompletionCommand(),
            new CommandLine(new ImportCommand())
                .addSubcommand(new ImportWhereaboutsCommand(surroundings)),
            new CommandLine(new ExportCommand())
                .addSubcommand(new ExportWhereaboutsCommand(surroundings)),
            new CommandLine(new WhereaboutsCommand())
                .addSubcommand(new WhereaboutsStatusCommand(surroundings)))
        .forEach(program::addSubcommand);
    knowVersion(program);
    return program
        .setUsageHelpWidth(HELP_COLUMNS)
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.valueOf(surroundings.hasColours())))
        .setParameterExceptionHandler(new UsageErrors())
        .setExitCodeExceptionMapper(
            failure -> failure instanceof ParameterException ? ExitCode.USAGE : ExitCode.FAILED)
        .setExecutionExceptionHandler((failure, commandLine, _) -> {
          commandLine.getErr().println("hereabouts: " + reason(failure));
          return ExitCode.FAILED;
        });
  }

  private static void knowVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new ProgramVersion());
    command.getSubcommands().values().forEach(Main::knowVersion);
  }

  private static DemoCommand demo(Surroundings surroundings, @Nullable Path home) {
    return new DemoCommand(
        surroundings,
        home,
        (out, arguments) -> commandLine(surroundings, home).setOut(out).execute(arguments));
  }

  private static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null || failure instanceof RuntimeException ? failure.toString() : message;
  }

  // Error Prone takes the console of JDK 22 to 24, which was there without a terminal; 25's is not.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}

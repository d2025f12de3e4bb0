package dev.hereabouts.ipam.server.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code completion}: what a shell needs to complete command lines. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints what a shell needs to complete the commands and their options.",
    footer = {
      "",
      "source <(hereabouts completion bash)    in ~/.bashrc",
      "source <(hereabouts completion zsh)     in ~/.zshrc",
      "The name hereabouts must be on the PATH, or be an alias."
    })
public final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "bash|zsh",
      converter = ShellConverter.class,
      description = "the shell")
  private Shell shell = Shell.BASH;

  /** Both take the same script: it brings zsh bash's completion. */
  enum Shell {
    BASH,
    ZSH
  }

  @Override
  public void run() {
    CommandLine program = spec.commandLine().getParent();
    PrintWriter out = spec.commandLine().getOut();
    switch (shell) {
      case BASH, ZSH -> out.print(AutoComplete.bash(program.getCommandName(), program));
    }
    out.flush();
  }

  /** Reads a shell's name. */
  static final class ShellConverter implements ITypeConverter<Shell> {
    @Override
    public Shell convert(String value) {
      for (Shell shell : Shell.values()) {
        if (shell.name().toLowerCase(Locale.ROOT).equals(value)) {
          return shell;
        }
      }
      throw new TypeConversionException("'" + value + "' is none of bash, zsh");
    }
  }
}

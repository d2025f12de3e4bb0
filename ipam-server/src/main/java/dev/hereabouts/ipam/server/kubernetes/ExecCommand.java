package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user's {@code exec}: the command to run for credentials, as client-go's plugins are run. */
record ExecCommand(
    YamlValue exec,
    String apiVersion,
    List<String> arguments,
    Map<String, String> environment,
    Interaction interaction,
    @Nullable Map<String, Object> cluster) {
  private static final String GROUP = "client.authentication.k8s.io/";
  private static final String COMMAND = "command";
  private static final String INFO = "KUBERNETES_EXEC_INFO";

  /** Whether the command may ask the person at the terminal. */
  private enum Interaction {
    NEVER,
    IF_AVAILABLE,
    ALWAYS
  }

  static ExecCommand read(YamlValue exec, ExecCluster cluster) throws ApiAccessException {
    exec.required(COMMAND).text();
    YamlValue version = exec.required("apiVersion");
    if (!version.text().equals(GROUP + "v1") && !version.text().equals(GROUP + "v1beta1")) {
      throw version.failure(
          "must be "
              + GROUP
              + "v1 or v1beta1; write the file anew with a current version of the"
              + " program that wrote it");
    }
    List<String> arguments = new ArrayList<>();
    for (YamlValue argument : exec.items("args")) {
      arguments.add(argument.value() instanceof String text ? text : argument.text());
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (YamlValue variable : exec.items("env")) {
      YamlValue value = variable.field("value");
      environment.put(variable.required("name").text(), value == null ? "" : value.text());
    }
    return new ExecCommand(
        exec,
        version.text(),
        arguments,
        environment,
        interaction(exec),
        exec.truth("provideClusterInfo") ? cluster.fields() : null);
  }

  private static Interaction interaction(YamlValue exec) throws ApiAccessException {
    YamlValue mode = exec.field("interactiveMode");
    if (mode == null) {
      return Interaction.IF_AVAILABLE;
    }
    return switch (mode.text()) {
      case "Never" -> Interaction.NEVER;
      case "IfAvailable" -> Interaction.IF_AVAILABLE;
      case "Always" -> Interaction.ALWAYS;
      default -> throw mode.failure("must be Never, IfAvailable or Always");
    };
  }

  /** Runs it, and waits for its answer: a minute, or ten where a person is at the terminal. */
  ExecCredential run() throws ApiAccessException {
    boolean attended = ExecProcess.isInputTerminal();
    if (interaction == Interaction.ALWAYS && !attended) {
      throw exec.required("interactiveMode")
          .failure("is Always, but the standard input is no terminal: run it in one");
    }
    boolean interactive = attended && interaction != Interaction.NEVER;
    Path program = program();
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(arguments);
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.put(INFO, info(interactive));
    byte[] answer;
    try {
      answer = ExecProcess.run(words, variables, interactive, attended);
    } catch (IOException e) {
      throw failure(program + " " + e.getMessage());
    }
    try {
      return ExecCredential.read(answer, apiVersion);
    } catch (IllegalArgumentException e) {
      throw failure(program + " answered " + e.getMessage());
    }
  }

  private String info(boolean interactive) {
    byte[] text =
        Json.inMemory(json -> ExecCluster.writeInfo(apiVersion, interactive, cluster, json));
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The program: with a separator in its name beside the file, else on the PATH. */
  private Path program() throws ApiAccessException {
    YamlValue command = exec.required(COMMAND);
    String name = command.text();
    if (name.contains(File.separator)) {
      File program = command.path().toAbsolutePath().normalize().toFile();
      if (program.canExecute() && program.isFile()) {
        return program.toPath();
      }
      throw failure(
          program
              + (program.exists() ? " is no program that may be run" : " is not there")
              + hint());
    }
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator, -1)) {
      File program = new File(directory, name);
      if (new File(directory).isAbsolute() && program.canExecute() && program.isFile()) {
        return program.toPath();
      }
    }
    throw failure(name + " is not on the PATH" + hint());
  }

  /** What the file says on how to install the program, as a part of one line. */
  private String hint() throws ApiAccessException {
    YamlValue hint = exec.field("installHint");
    return hint == null ? "; install it" : "; " + hint.text().strip().replaceAll("\\s+", " ");
  }

  private ApiAccessException failure(String what) throws ApiAccessException {
    return exec.required(COMMAND).failure(what);
  }
}

package dev.hereabouts.ipam.server.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The cluster to ask, by its kubeconfig files, of which the first that names something counts.
 *
 * @param context its name in them; null for the current one
 * @param origin who named them, for the message when it does not answer
 */
public record ClusterChoice(List<Path> kubeconfigs, @Nullable String context, String origin) {
  private static final String VARIABLE = "KUBECONFIG";

  /**
   * What the option names, else the variable; null where neither does.
   *
   * @throws ParameterException when there is no file that the context can be of
   */
  public static @Nullable ClusterChoice of(
      @Nullable Path option,
      @Nullable String context,
      Map<String, String> environment,
      CommandSpec spec) {
    if (option != null) {
      return new ClusterChoice(List.of(option), context, "from --kubeconfig");
    }
    List<Path> files = files(environment.getOrDefault(VARIABLE, ""));
    if (!files.isEmpty()) {
      return new ClusterChoice(files, context, "from " + VARIABLE);
    }
    if (context != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--context names a context of a kubeconfig file: name that with --kubeconfig or "
              + VARIABLE);
    }
    return null;
  }

  private static List<Path> files(String list) {
    return Arrays.stream(list.split(File.pathSeparator))
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .toList();
  }

  @Override
  public String toString() {
    String files =
        kubeconfigs.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return files + (context == null ? "" : ", context " + context) + " (" + origin + ")";
  }
}

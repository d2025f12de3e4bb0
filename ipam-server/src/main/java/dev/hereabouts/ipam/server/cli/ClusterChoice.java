package dev.hereabouts.ipam.server.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cluster to ask, by its kubeconfig file.
 *
 * @param origin who named it, for the message when it does not answer
 */
public record ClusterChoice(Path kubeconfig, String origin) {
  private static final String VARIABLE = "KUBECONFIG";

  /** What the option names, else the variable; null where neither does. */
  static @Nullable ClusterChoice of(@Nullable Path option, Map<String, String> environment) {
    if (option != null) {
      return new ClusterChoice(option, "from --kubeconfig");
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    return variable.isEmpty() ? null : new ClusterChoice(firstThere(variable), "from " + VARIABLE);
  }

  /** Of a list of files as kubectl has it, the first that is there. */
  private static Path firstThere(String list) {
    List<Path> files =
        Arrays.stream(list.split(File.pathSeparator))
            .filter(name -> !name.isEmpty())
            .map(Path::of)
            .toList();
    return files.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseGet(() -> files.isEmpty() ? Path.of(list) : files.getFirst());
  }

  @Override
  public String toString() {
    return kubeconfig + " (" + origin + ")";
  }
}

package dev.hereabouts.ipam.server.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Kubeconfig files as kubectl merges them: of what several name, the first file's whole item
 * counts, and so does the first {@code current-context}. Of several files those that are not there
 * are passed over.
 */
record KubeconfigFiles(List<YamlValue> roots) {
  private static final String CONTEXTS = "contexts";
  private static final String CURRENT = "current-context";

  static KubeconfigFiles read(List<Path> files) throws ApiAccessException {
    List<Path> there = files.stream().filter(Files::exists).toList();
    List<YamlValue> roots = new ArrayList<>();
    for (Path file : there.isEmpty() ? files : there) {
      roots.add(parse(file));
    }
    return new KubeconfigFiles(roots);
  }

  private static YamlValue parse(Path file) throws ApiAccessException {
    try {
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      Object content = new Load(settings).loadFromString(Files.readString(file));
      return new YamlValue(file, "", content == null ? Map.of() : content);
    } catch (IOException _) {
      throw new ApiAccessException(file + ": the file cannot be read");
    } catch (YamlEngineException e) {
      String message = String.valueOf(e.getMessage());
      throw new ApiAccessException(
          file + ": the file is no YAML: " + message.lines().findFirst().orElse(message));
    }
  }

  /**
   * The cluster and the user of a context.
   *
   * @param context its name; null for the current one
   */
  Kubeconfig choose(@Nullable String context) throws ApiAccessException {
    YamlValue chosen = (context == null ? current() : named(context)).required("context");
    YamlValue cluster = item("clusters", chosen.required("cluster"));
    YamlValue user = item("users", chosen.required("user"));
    return new Kubeconfig(cluster.required("cluster"), user.required("user"));
  }

  private YamlValue named(String context) throws ApiAccessException {
    YamlValue found = find(CONTEXTS, context);
    if (found == null) {
      throw new ApiAccessException(
          where() + ": there is no context named " + context + ", only " + names(CONTEXTS));
    }
    return found;
  }

  private YamlValue current() throws ApiAccessException {
    for (YamlValue root : roots) {
      YamlValue name = root.field(CURRENT);
      if (name != null) {
        return item(CONTEXTS, name);
      }
    }
    throw new ApiAccessException(
        where() + ": " + CURRENT + " is missing; the contexts are " + names(CONTEXTS));
  }

  /** The item of one of the lists that another value names. */
  private YamlValue item(String list, YamlValue reference) throws ApiAccessException {
    String name = reference.text();
    YamlValue found = find(list, name);
    if (found == null) {
      throw reference.failure("is " + name + ", but " + list + " has only " + names(list));
    }
    return found;
  }

  private @Nullable YamlValue find(String list, String name) throws ApiAccessException {
    for (YamlValue root : roots) {
      for (YamlValue item : root.items(list)) {
        if (item.required("name").text().equals(name)) {
          return item;
        }
      }
    }
    return null;
  }

  private SequencedSet<String> names(String list) throws ApiAccessException {
    SequencedSet<String> names = new LinkedHashSet<>();
    for (YamlValue root : roots) {
      for (YamlValue item : root.items(list)) {
        names.add(item.required("name").text());
      }
    }
    return names;
  }

  private String where() {
    return roots.stream().map(root -> root.file().toString()).collect(Collectors.joining(", "));
  }
}

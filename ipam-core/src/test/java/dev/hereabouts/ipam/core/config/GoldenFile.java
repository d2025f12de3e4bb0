package dev.hereabouts.ipam.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case kept as a text file: sections that begin with a line {@code === NAME}.
 *
 * <p>With the system property {@code golden.rewrite} set, cases are written anew from what is
 * found; look at the difference before you keep it.
 */
record GoldenFile(Path path, Map<String, String> sections) {
  private static final Path ROOT =
      Path.of("src/test/resources/dev/hereabouts/ipam/core/config").toAbsolutePath();
  private static final String MARK = "=== ";

  /** Every file of the folder; one that is no case of these sections is refused. */
  static List<GoldenFile> allIn(String folder, Set<String> names) throws IOException {
    try (Stream<Path> paths = Files.list(ROOT.resolve(folder))) {
      return paths.sorted().map(path -> read(path, names)).toList();
    }
  }

  private static GoldenFile read(Path path, Set<String> names) {
    Map<String, String> sections = new LinkedHashMap<>();
    try {
      for (String part : ("\n" + Files.readString(path)).split("\n" + MARK, -1)) {
        if (!part.isBlank()) {
          int end = part.indexOf('\n');
          String name = part.substring(0, end < 0 ? part.length() : end);
          sections.put(name, end < 0 ? "" : part.substring(end + 1).stripTrailing());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + path, e);
    }
    if (!path.toString().endsWith(".txt") || !names.containsAll(sections.keySet())) {
      throw new IllegalStateException(path + " is not used as a case: " + sections.keySet());
    }
    return new GoldenFile(path, sections);
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  String section(String name) {
    return sections.getOrDefault(name, "");
  }

  boolean has(String name) {
    return sections.containsKey(name);
  }

  /** What is expected, after writing it where that was asked for. */
  String expected(String section, String actual) throws IOException {
    if (System.getProperty("golden.rewrite") == null) {
      return section(section);
    }
    Map<String, String> written = new LinkedHashMap<>(sections);
    written.put(section, actual);
    StringBuilder text = new StringBuilder();
    written.forEach(
        (name, body) -> text.append(MARK).append(name).append('\n').append(body).append('\n'));
    Files.writeString(path, text);
    return actual;
  }
}

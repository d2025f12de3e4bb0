package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.e2e.CaseFile.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of what differs from whereabouts. */
final class DifferencesTest {
  private static final Path HOME = Installation.sources().resolveSibling("");
  private static final Path PAGE = HOME.resolve("docs/differences-from-whereabouts.md");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @Test
  @DisplayName("each line of the table names tests that are there")
  void namesTests() throws IOException {
    Set<String> cases =
        CaseFile.all().stream()
            .flatMap(file -> file.cases().stream())
            .map(Case::name)
            .collect(Collectors.toSet());
    List<String> lines = lines();
    assertThat(lines).hasSizeGreaterThan(20);
    for (String line : lines) {
      List<String> names = namesIn(line);
      assertThat(names).as(line).isNotEmpty();
      for (String name : names) {
        assertThat(cases.contains(name) || isMethod(name)).as(name + " in " + line).isTrue();
      }
    }
  }

  @Test
  @DisplayName("each case that differs from whereabouts is in the table")
  void namesAllDifferences() throws IOException {
    List<String> named = lines().stream().flatMap(line -> namesIn(line).stream()).toList();
    List<String> different =
        CaseFile.all().stream()
            .flatMap(file -> file.cases().stream())
            .filter(Case::differs)
            .map(Case::name)
            .toList();
    assertThat(different).isNotEmpty();
    assertThat(named).containsAll(different);
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| "))
        .filter(line -> !line.startsWith("| subject"))
        .toList();
  }

  /** What stands in the last column. */
  private static List<String> namesIn(String line) {
    String[] columns = line.split("\\|", -1);
    return QUOTED
        .matcher(columns[columns.length - 2])
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static boolean isMethod(String name) throws IOException {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return false;
    }
    String file = name.substring(0, dot) + ".java";
    try (Stream<Path> files = Files.walk(HOME, 16)) {
      List<Path> found =
          files
              .filter(path -> path.endsWith(file) && path.toString().contains("/src/test/"))
              .toList();
      return found.size() == 1
          && Files.readString(found.getFirst()).contains("void " + name.substring(dot + 1) + "(");
    }
  }
}

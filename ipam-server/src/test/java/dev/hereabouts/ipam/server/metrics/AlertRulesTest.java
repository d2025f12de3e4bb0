package dev.hereabouts.ipam.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alert rules, as Prometheus reads them. */
@DisplayName("The alert rules")
final class AlertRulesTest {
  private static final Path ROOT = Path.of("..");

  private static List<Map<?, ?>> rules() throws IOException {
    Object read =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(ROOT.resolve("deploy/prometheus/rules.yaml")));
    List<Map<?, ?>> rules = new ArrayList<>();
    assertThat(map(read).keySet()).isEqualTo(Set.of("groups"));
    for (Object group : list(map(read).get("groups"))) {
      assertThat(map(group).keySet()).isEqualTo(Set.of("name", "rules"));
      list(map(group).get("rules")).forEach(rule -> rules.add(map(rule)));
    }
    return rules;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError("no map: " + value);
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new AssertionError("no list: " + value);
  }

  private static String text(Map<?, ?> of, String key) {
    if (of.get(key) instanceof String text) {
      return text;
    }
    throw new AssertionError("no text: " + key + " in " + of);
  }

  @Test
  @DisplayName("have the fields that Prometheus knows, and queries whose brackets match")
  void fields() throws IOException {
    assertThat(rules()).hasSizeGreaterThanOrEqualTo(8);
    Set<Object> names = new HashSet<>();
    for (Map<?, ?> rule : rules()) {
      assertThat(rule.keySet()).isEqualTo(Set.of("alert", "expr", "for", "labels", "annotations"));
      assertThat(names.add(rule.get("alert"))).as("twice: " + rule.get("alert")).isTrue();
      assertThat(text(rule, "for")).matches("[0-9]+m");
      assertThat(text(map(rule.get("labels")), "severity")).isIn("warning", "critical");
      assertThat(text(map(rule.get("annotations")), "summary")).endsWith(".");
      assertMatched(text(rule, "expr"));
    }
  }

  private static void assertMatched(String query) {
    StringBuilder open = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < query.length(); i++) {
      char each = query.charAt(i);
      if (each == '"') {
        quoted = !quoted;
      } else if (!quoted && "([{".indexOf(each) >= 0) {
        open.append(")]}".charAt("([{".indexOf(each)));
      } else if (!quoted && ")]}".indexOf(each) >= 0) {
        assertThat(open.toString()).as(query).endsWith(String.valueOf(each));
        open.setLength(open.length() - 1);
      }
    }
    assertThat(open.toString()).as(query).isEmpty();
    assertThat(quoted).as(query).isFalse();
  }

  @Test
  @DisplayName("each name a section that says what to do, and each section has its rule")
  void runbook() throws IOException {
    List<String> sections =
        Files.readString(ROOT.resolve("docs/operating.md"))
            .lines()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();
    List<String> alerts = rules().stream().map(rule -> text(rule, "alert")).toList();
    assertThat(sections).isEqualTo(alerts);
    for (Map<?, ?> rule : rules()) {
      String anchor = text(rule, "alert").toLowerCase(Locale.ROOT);
      assertThat(text(map(rule.get("annotations")), "runbook"))
          .isEqualTo("docs/operating.md#" + anchor);
    }
  }
}

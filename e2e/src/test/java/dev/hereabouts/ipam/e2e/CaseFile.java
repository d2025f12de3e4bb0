package dev.hereabouts.ipam.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file of cases about one subject. */
record CaseFile(String subject, List<Case> cases) {
  private static final Set<String> CASE_FIELDS =
      Set.of("name", "why", "differsFromWhereabouts", "flatFile", "seed", "config", "steps");
  private static final Set<String> STEP_FIELDS =
      Set.of(
          "command",
          "container",
          "interface",
          "pod",
          "node",
          "config",
          "stdin",
          "args",
          "moreArgs",
          "environment",
          "expect");

  /**
   * Calls on an empty store, each with what it must answer.
   *
   * @param differs whether whereabouts does otherwise
   * @param flatFile the node's file of defaults, which {@code ${FLAT_FILE}} in a configuration
   *     names
   * @param seed what is imported from whereabouts before the first call; null for nothing
   */
  record Case(
      String name,
      boolean differs,
      @Nullable String flatFile,
      @Nullable Seed seed,
      List<Step> steps) {
    boolean namesNodes() {
      return steps.stream().anyMatch(step -> step.node() != null);
    }

    /** Whether a call does not say the UID of its pod. */
    boolean isOfPodsWithoutUid() {
      return steps.stream()
          .anyMatch(step -> !step.call().variables().getOrDefault("CNI_ARGS", "").contains("UID="));
    }
  }

  /**
   * One call.
   *
   * @param node whose agent is called; null when it does not matter
   */
  record Step(@Nullable String node, CniCall call, Expectation expectation) {}

  /** All files of the folder {@code cases}: none is left unused. */
  static List<CaseFile> all() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().map(CaseFile::read).toList();
    }
  }

  private static Path folder() {
    try {
      return Path.of(requireNonNull(CaseFile.class.getResource("/cases")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CaseFile read(Path file) {
    String name = file.getFileName().toString();
    assertThat(name).endsWith(".json");
    try {
      List<Case> cases = new ArrayList<>();
      Json.parse(Files.readString(file)).forEach(node -> cases.add(readCase(node)));
      assertThat(cases).as("cases in " + name).isNotEmpty();
      return new CaseFile(name.replace(".json", ""), cases);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case readCase(JsonNode node) {
    String name = node.path("name").asText();
    assertThat(names(node)).as(name).isSubsetOf(CASE_FIELDS).contains("name", "why", "steps");
    List<Step> steps = new ArrayList<>();
    node.get("steps").forEach(step -> steps.add(readStep(name, step, node.get("config"))));
    assertThat(steps).as("steps of " + name).isNotEmpty();
    JsonNode flatFile = node.get("flatFile");
    return new Case(
        name,
        node.has("differsFromWhereabouts"),
        flatFile == null ? null : flatFile.toString(),
        node.has("seed") ? new Seed(node.get("seed")) : null,
        steps);
  }

  private static Step readStep(String story, JsonNode node, @Nullable JsonNode commonConfig) {
    assertThat(names(node)).as(story).isSubsetOf(STEP_FIELDS);
    String[] pod = node.get("pod").textValue().split("/", -1);
    Attachment attachment =
        new Attachment(
            node.get("container").textValue(),
            node.get("interface").textValue(),
            Pod.of(story, pod[0], pod[1]));
    JsonNode config = node.has("config") ? node.get("config") : commonConfig;
    String stdin =
        node.has("stdin") ? node.get("stdin").textValue() : requireNonNull(config).toString();
    CniCall call = CniCall.of(node.get("command").textValue(), attachment, stdin);
    if (node.has("args")) {
      call = call.with("CNI_ARGS", node.get("args").textValue());
    }
    if (node.has("moreArgs")) {
      call = call.with("CNI_ARGS", attachment.args() + ";" + node.get("moreArgs").textValue());
    }
    for (Map.Entry<String, JsonNode> variable : node.path("environment").properties()) {
      call =
          variable.getValue().isNull()
              ? call.without(variable.getKey())
              : call.with(variable.getKey(), variable.getValue().textValue());
    }
    JsonNode worker = node.get("node");
    return new Step(
        worker == null ? null : worker.textValue(), call, Expectation.of(node.get("expect")));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}

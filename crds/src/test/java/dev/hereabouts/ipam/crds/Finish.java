package dev.hereabouts.ipam.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * What the generator leaves to be done on a definition, as the model class says it: the order of
 * the columns, the class's description, the empty default (generated as null), lists as atomic but
 * for conditions, which are told apart by their type, each rule of a record's component once, and
 * no status where there is none.
 */
@SuppressWarnings("unchecked") // YAML's maps and lists
final class Finish {
  private static final String RULES = "x-kubernetes-validations";

  private Finish() {}

  static String definition(String generated, Class<? extends CustomResource<?, ?>> model) {
    Map<String, Object> definition =
        (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(generated);
    for (Object each : (List<?>) at(definition, "spec", "versions")) {
      Map<String, Object> version = (Map<String, Object>) each;
      List<Map<String, Object>> columns =
          (List<Map<String, Object>>) at(version, "additionalPrinterColumns");
      columns.sort(
          Comparator.comparingInt(column -> columnNames(model).indexOf(column.get("name"))));
      Map<String, Object> schema = (Map<String, Object>) at(version, "schema", "openAPIV3Schema");
      if (!version.containsKey("subresources")) {
        ((Map<?, ?>) at(schema, "properties")).remove("status");
      }
      finish(schema);
      version.put("schema", Map.of("openAPIV3Schema", described(schema, model)));
    }
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .setWidth(120)
                .build())
        .dumpToString(definition);
  }

  private static List<String> columnNames(Class<?> model) {
    return Arrays.stream(model.getAnnotationsByType(AdditionalPrinterColumn.class))
        .map(AdditionalPrinterColumn::name)
        .toList();
  }

  private static Map<String, Object> described(Map<String, Object> schema, Class<?> model) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("description", model.getAnnotation(JsonClassDescription.class).value());
    described.putAll(schema);
    return described;
  }

  private static void finish(Map<String, Object> schema) {
    schema.computeIfPresent(RULES, (_, rules) -> ((List<?>) rules).stream().distinct().toList());
    if (schema.containsKey("default")) {
      schema.put("default", Objects.requireNonNullElse(schema.get("default"), ""));
    }
    if ("array".equals(schema.get("type"))) {
      schema.putIfAbsent("x-kubernetes-list-type", "atomic");
    }
    Object properties = schema.getOrDefault("properties", Map.of());
    if (((Map<?, ?>) properties).get("conditions") instanceof Map<?, ?> conditions) {
      Map<String, Object> list = (Map<String, Object>) conditions;
      list.put("x-kubernetes-list-type", "map");
      list.put("x-kubernetes-list-map-keys", List.of("type"));
    }
    ((Collection<Map<String, Object>>) ((Map<?, ?>) properties).values()).forEach(Finish::finish);
  }

  private static Object at(Map<String, Object> tree, String... path) {
    Object found = tree;
    for (String key : path) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(key), key);
    }
    return found;
  }
}

package dev.hereabouts.ipam.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.crds.v1alpha1.HereaboutsBlock;
import dev.hereabouts.ipam.crds.v1alpha1.HereaboutsPool;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The definitions checked in are those of the model classes. With {@code -Dgolden.write=true} the
 * files are written instead, and the test fails.
 */
final class DefinitionsTest {
  private static final Path GENERATED = Path.of("target/crds");
  private static final Path CHECKED_IN = Path.of("src/main/resources/dev/hereabouts/ipam/crds");

  @Test
  @DisplayName("the definition of a pool is what its model class says")
  void pool() throws IOException {
    check("hereaboutspools", HereaboutsPool.class);
  }

  @Test
  @DisplayName("the definition of a block is what its model class says")
  void block() throws IOException {
    check("hereaboutsblocks", HereaboutsBlock.class);
  }

  private static void check(String plural, Class<? extends CustomResource<?, ?>> model)
      throws IOException {
    String generated = Files.readString(GENERATED.resolve(plural + ".ipam.hereabouts.dev-v1.yml"));
    Path file = CHECKED_IN.resolve(plural + ".yaml");
    String definition = Finish.definition(generated, model);
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, definition);
      throw new AssertionError("definition written; look at what changed");
    }
    assertThat(definition).isEqualTo(Files.readString(file));
  }

  @Test
  @DisplayName("every field of every definition has a description")
  void descriptions() {
    for (Object document : documents()) {
      Map<?, ?> version = (Map<?, ?>) ((List<?>) at(document, "spec", "versions")).getFirst();
      checkDescription("", (Map<?, ?>) at(version, "schema", "openAPIV3Schema"));
    }
  }

  private static void checkDescription(String path, Map<?, ?> schema) {
    assertThat(schema.get("description")).as("description of \"%s\"", path).isNotNull();
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach((name, each) -> checkDescription(path + "." + name, (Map<?, ?>) each));
    }
  }

  @Test
  @DisplayName("the definitions come as YAML documents, pools first")
  void asOneText() {
    assertThat(documents())
        .map(document -> at(document, "metadata", "name"))
        .containsExactly(
            "hereaboutspools.ipam.hereabouts.dev", "hereaboutsblocks.ipam.hereabouts.dev");
  }

  private static List<Object> documents() {
    Load load = new Load(LoadSettings.builder().build());
    List<Object> documents = new ArrayList<>();
    load.loadAllFromString(Definitions.yaml()).forEach(documents::add);
    return documents;
  }

  private static Object at(Object tree, String... path) {
    Object found = tree;
    for (String key : path) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(key), key);
    }
    return found;
  }
}

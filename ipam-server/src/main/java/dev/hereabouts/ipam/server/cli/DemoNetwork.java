package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network configuration of a file, as the interface plugin passes it on.
 *
 * @param file the file's name
 * @param stdin of a list of plugins (CNI specification, section 1), the first one's configuration
 *     with the list's version and name
 */
record DemoNetwork(String file, String stdin) {
  static DemoNetwork read(Path file) throws IOException {
    Map<String, @Nullable Object> config = Json.decode(Files.readAllBytes(file), JsonTree::object);
    Map<String, @Nullable Object> passedOn = new LinkedHashMap<>(config);
    if (passedOn.containsKey("plugins")) {
      passedOn.putAll(JsonTree.objectsOf(passedOn.remove("plugins")).getFirst());
    }
    byte[] stdin = Json.inMemory(json -> JsonTree.write(passedOn, json));
    return new DemoNetwork(
        String.valueOf(file.getFileName()), new String(stdin, StandardCharsets.UTF_8));
  }
}

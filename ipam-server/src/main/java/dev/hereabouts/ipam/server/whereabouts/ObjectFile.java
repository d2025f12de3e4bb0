package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Objects in a file: documents of YAML, or JSON, each one object, a List, or a list of objects. */
public final class ObjectFile {
  private static final int LARGEST = 1 << 30;

  private ObjectFile() {}

  /**
   * Reads what counts.
   *
   * @throws IOException when the file cannot be read, or has nothing that counts
   */
  public static OldObjects read(Path file) throws IOException {
    OldObjects objects = new OldObjects();
    boolean found = false;
    try {
      LoadSettings settings =
          LoadSettings.builder().setCodePointLimit(LARGEST).setLabel(file.toString()).build();
      for (Object document : new Load(settings).loadAllFromString(Files.readString(file))) {
        found |= take(document, objects);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (YamlEngineException e) {
      String message = String.valueOf(e.getMessage());
      throw new IOException(
          file
              + ": neither YAML nor JSON: "
              + message
                  .lines()
                  .map(String::strip)
                  .limit(3)
                  .reduce((a, b) -> a + " " + b)
                  .orElse(""),
          e);
    }
    if (!found) {
      throw new IOException(
          file + ": has no IPPool, OverlappingRangeIPReservation or NodeSlicePool");
    }
    return objects;
  }

  private static boolean take(@Nullable Object document, OldObjects objects) {
    return switch (document) {
      case Map<?, ?> object -> objects.take(JsonTree.copy(object));
      case List<?> list -> {
        boolean found = false;
        for (var object : JsonTree.objectsOf(list)) {
          found |= objects.take(object);
        }
        yield found;
      }
      case null, default -> false;
    };
  }
}

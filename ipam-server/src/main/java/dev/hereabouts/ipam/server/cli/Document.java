package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** What the service answered, for programs: one object with one list, printed piece by piece. */
abstract sealed class Document {
  final String name;
  final PrintWriter out;
  private boolean isEmpty = true;

  private Document(String name, PrintWriter out) {
    this.name = name;
    this.out = out;
  }

  /**
   * JSON, with one of the list's objects a line.
   *
   * @param name the list's name
   */
  static Document json(String name, PrintWriter out) {
    return new AsJson(name, out);
  }

  /** The same as YAML. */
  static Document yaml(String name, PrintWriter out) {
    return new AsYaml(name, out);
  }

  /** Prints the list's next object. */
  final void add(Map<String, @Nullable Object> object) {
    print(object, isEmpty);
    isEmpty = false;
  }

  /** Prints what follows the last object. */
  final void end() {
    printEnd(isEmpty);
    out.flush();
  }

  final boolean isEmpty() {
    return isEmpty;
  }

  abstract void print(Map<String, @Nullable Object> object, boolean isFirst);

  abstract void printEnd(boolean nothingWasPrinted);

  private static final class AsJson extends Document {
    AsJson(String name, PrintWriter out) {
      super(name, out);
    }

    @Override
    void print(Map<String, @Nullable Object> object, boolean isFirst) {
      byte[] json = Json.inMemory(generator -> JsonTree.write(object, generator));
      out.print(isFirst ? "{\"" + name + "\":[\n" : ",\n");
      out.print(new String(json, StandardCharsets.UTF_8));
    }

    @Override
    void printEnd(boolean nothingWasPrinted) {
      out.println(nothingWasPrinted ? "{\"" + name + "\":[]}" : "\n]}");
    }
  }

  private static final class AsYaml extends Document {
    private final Dump dump =
        new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(0)
                .build());

    AsYaml(String name, PrintWriter out) {
      super(name, out);
    }

    @Override
    void print(Map<String, @Nullable Object> object, boolean isFirst) {
      out.print(isFirst ? name + ":\n" : "");
      out.print(dump.dumpToString(List.of(object)));
    }

    @Override
    void printEnd(boolean nothingWasPrinted) {
      out.print(nothingWasPrinted ? name + ": []\n" : "");
    }
  }
}

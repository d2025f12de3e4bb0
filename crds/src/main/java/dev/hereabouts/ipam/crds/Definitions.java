package dev.hereabouts.ipam.crds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The custom resource definitions, as an API server takes them. */
public final class Definitions {
  private static final List<String> FILES =
      List.of("hereaboutspools.yaml", "hereaboutsblocks.yaml");

  private Definitions() {}

  /** All definitions as YAML documents, each begun by {@code ---}. */
  public static String yaml() {
    return FILES.stream().map(Definitions::read).collect(Collectors.joining("---\n", "---\n", ""));
  }

  private static String read(String file) {
    try (InputStream in = Objects.requireNonNull(Definitions.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

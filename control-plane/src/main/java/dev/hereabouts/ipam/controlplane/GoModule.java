package dev.hereabouts.ipam.controlplane;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Go module the programs are built in: the versions, and with {@code go.sum} the checksums of
 * all that goes into them. Kubernetes' own go.mod points at folders of its repository for its
 * parts, which a dependent module has to replace by their released versions.
 */
final class GoModule {
  private static final List<String> FILES = List.of("go.mod", "go.sum", "tools.go");

  private GoModule() {}

  /** The version of a module that is required directly. */
  static String version(String module) {
    Matcher line =
        Pattern.compile("(?m)^\\t" + Pattern.quote(module) + " (v\\S+)$").matcher(text("go.mod"));
    if (!line.find()) {
      throw new IllegalArgumentException("go.mod does not require " + module);
    }
    return line.group(1);
  }

  static void writeTo(Path directory) throws IOException {
    for (String file : FILES) {
      Files.writeString(directory.resolve(file), text(file));
    }
  }

  private static String text(String file) {
    try (InputStream in = GoModule.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new FileNotFoundException("resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

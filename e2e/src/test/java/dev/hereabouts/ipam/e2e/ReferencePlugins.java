package dev.hereabouts.ipam.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CNI's own plugins and its tool, built once into the user's cache from their Go modules. */
final class ReferencePlugins {
  private static final String PLUGINS = "github.com/containernetworking/plugins/plugins/";
  private static final String VERSION = "v1.9.1";
  private static final Map<String, String> PACKAGES =
      Map.of(
          "bridge", PLUGINS + "main/bridge@" + VERSION,
          "macvlan", PLUGINS + "main/macvlan@" + VERSION,
          "portmap", PLUGINS + "meta/portmap@" + VERSION,
          "sbr", PLUGINS + "meta/sbr@" + VERSION,
          "tuning", PLUGINS + "meta/tuning@" + VERSION,
          "cnitool", "github.com/containernetworking/cni/cnitool@v1.3.1");

  private ReferencePlugins() {}

  /** The folder they are in; the test is skipped where they cannot be had. */
  static Path folder() throws IOException, InterruptedException {
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .orElse(System.getProperty("user.home") + "/.cache");
    Path folder = Path.of(cache, "hereabouts/bin/cni-plugins-" + VERSION);
    for (Map.Entry<String, String> program : PACKAGES.entrySet()) {
      if (!Files.isExecutable(folder.resolve(program.getKey()))) {
        build(folder, program.getValue());
      }
    }
    return folder;
  }

  private static void build(Path folder, String goPackage)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Terminal terminal =
        new Terminal(
            Map.of("GOBIN", folder.toString(), "CGO_ENABLED", "0", "GOFLAGS", "", "GOWORK", "off"));
    List<String> paths = List.of(System.getenv("PATH"), "/usr/local/go/bin");
    Answer built = terminal.run("PATH=" + String.join(":", paths) + " go install " + goPackage);
    assumeTrue(built.isSuccess(), goPackage + " cannot be built: " + built.stdout());
  }
}

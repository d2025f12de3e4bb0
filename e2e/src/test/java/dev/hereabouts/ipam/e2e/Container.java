package dev.hereabouts.ipam.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A container of a pod as its manifest says, without a container runtime: the image's read-only
 * file system and the pod's volumes in a mount namespace, the user and the capabilities of the pod,
 * and a process that is the program itself.
 */
final class Container implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  /** Mounts what the arguments before {@code --} name, then becomes the program. */
  private static final String SCRIPT =
      """
      set -e
      root=$1 user=$2 capabilities=$3
      shift 3
      mount --bind "$root" "$root"
      while [ "$1" != -- ]; do
        mount --bind "$1" "$root$2"
        shift 2
      done
      shift
      mount -t proc proc "$root/proc"
      mount --bind /dev "$root/dev"
      mount -o remount,ro,bind "$root"
      exec setpriv --bounding-set="$capabilities" --inh-caps="$capabilities" --no-new-privs \\
        chroot --userspec="$user" "$root" "$@"
      """;

  private final Path directory;
  private final Process process;
  private final long started;

  private Container(Path directory, Process process, long started) {
    this.directory = directory;
    this.process = process;
    this.started = started;
  }

  /**
   * A pod's container.
   *
   * @param pod the manifest's pod template
   * @param container the container of it
   * @param volumes where each volume lies here
   * @param values what the API gives for fields and the environment: {@code POD_IP}, {@code
   *     KUBERNETES_SERVICE_HOST}, ...
   */
  record Plan(
      JsonNode pod, JsonNode container, Map<String, Path> volumes, Map<String, String> values) {}

  /** Starts it; its output is in the directory. */
  static Container start(Image image, Path directory, Plan plan) throws IOException {
    Files.createDirectories(directory);
    ProcessBuilder builder =
        new ProcessBuilder(command(image, plan))
            .redirectOutput(directory.resolve("stdout").toFile())
            .redirectError(directory.resolve("stderr").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().putAll(plan.values());
    long now = System.nanoTime();
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Container(directory, process, now);
  }

  private static List<String> command(Image image, Plan plan) throws IOException {
    JsonNode security = plan.pod().at("/spec/securityContext");
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--mount", "--propagation", "private", "bash", "-c", SCRIPT, "-"));
    command.add(image.root().toString());
    command.add(security.path("runAsUser").asText() + ":" + security.path("runAsGroup").asText());
    // A chroot and its change of user need these; a runtime takes them away after that.
    command.add("-all,+sys_chroot,+setuid,+setgid");
    Map<String, Path> mounts = new LinkedHashMap<>();
    for (JsonNode mount : plan.container().path("volumeMounts")) {
      mounts.put(mount.path("mountPath").asText(), plan.volumes().get(mount.path("name").asText()));
    }
    if (plan.volumes().containsKey("serviceaccount")) {
      mounts.put(
          "/var/run/secrets/kubernetes.io/serviceaccount", plan.volumes().get("serviceaccount"));
    }
    for (Map.Entry<String, Path> mount : mounts.entrySet()) {
      Files.createDirectories(image.root().resolve(mount.getKey().substring(1)));
      command.add(String.valueOf(mount.getValue()));
      command.add(mount.getKey());
    }
    Files.createDirectories(image.root().resolve("proc"));
    Files.createDirectories(image.root().resolve("dev"));
    command.add("--");
    image.config().at("/config/Entrypoint").forEach(each -> command.add(each.asText()));
    for (JsonNode argument : plan.container().path("args")) {
      command.add(filled(argument.asText(), plan.values()));
    }
    return command;
  }

  private static String filled(String argument, Map<String, String> values) {
    String filled = argument;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("$(" + value.getKey() + ")", value.getValue());
    }
    return filled;
  }

  /** Waits for the line that says that it serves, and tells after how many milliseconds. */
  long awaitReady() throws IOException, InterruptedException {
    Await.until("it is ready", () -> !process.isAlive() || stdout().startsWith("ready"));
    if (!process.isAlive()) {
      throw new AssertionError("it ended: " + stdout() + stderr());
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  /** Waits for its end, and returns its exit code. */
  int exit() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end within " + LIMIT_SECONDS + " s");
    }
    return process.exitValue();
  }

  int terminate() throws InterruptedException {
    process.destroy();
    return exit();
  }

  String stdout() throws IOException {
    return Files.readString(directory.resolve("stdout"));
  }

  String stderr() throws IOException {
    return Files.readString(directory.resolve("stderr"));
  }

  /** A field of its {@code /proc/PID/status}. */
  String status(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }
}

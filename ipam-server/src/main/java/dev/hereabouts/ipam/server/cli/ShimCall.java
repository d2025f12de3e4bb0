package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of the CNI shim, made as an interface plugin makes it (CNI specification, section 4).
 *
 * @param command {@code ADD} or {@code DEL}
 */
record ShimCall(String command, DemoPod pod, String ifName, DemoNetwork network) {
  private static final int LIMIT_SECONDS = 60;

  /** Runs the shim as a process against the service. */
  ShimAnswer run(Path shim, DemoService service, InstantSource clock)
      throws IOException, DemoFailure, InterruptedException {
    Path stdin = Files.writeString(service.file("stdin"), network.stdin());
    Path stdout = service.file("stdout");
    ProcessBuilder builder =
        new ProcessBuilder(shim.toString())
            .redirectInput(stdin.toFile())
            .redirectOutput(stdout.toFile())
            .redirectError(service.file("stderr").toFile());
    builder.environment().clear();
    builder.environment().putAll(variables(shim, service.socket()));
    Instant begin = clock.instant();
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new DemoFailure(this + " did not end within " + LIMIT_SECONDS + " s");
    }
    Duration took = Duration.between(begin, clock.instant());
    return new ShimAnswer(process.exitValue(), result(Files.readAllBytes(stdout)), took);
  }

  private Map<String, String> variables(Path shim, Path socket) {
    Map<String, String> variables = new HashMap<>();
    variables.put("CNI_COMMAND", command);
    variables.put("CNI_CONTAINERID", pod.containerId());
    variables.put("CNI_NETNS", pod.networkNamespace());
    variables.put("CNI_IFNAME", ifName);
    variables.put("CNI_ARGS", pod.arguments());
    variables.put("CNI_PATH", String.valueOf(shim.getParent()));
    variables.put("HEREABOUTS_SOCKET", socket.toString());
    return variables;
  }

  private Fields result(byte[] stdout) throws DemoFailure {
    try {
      List<Map<String, @Nullable Object>> printed = JsonLines.read(stdout, JsonTree::object);
      return new Fields(printed.isEmpty() ? Map.of() : printed.getFirst());
    } catch (IOException e) {
      throw new DemoFailure("the answer to " + this + " is no JSON: " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return command
        + " "
        + pod.reference()
        + " "
        + ifName
        + " examples/"
        + network.file()
        + (pod.sandbox() == 1 ? "" : ", new sandbox");
  }
}

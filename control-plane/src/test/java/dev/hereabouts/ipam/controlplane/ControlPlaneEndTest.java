package dev.hereabouts.ipam.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of a control plane nothing is left")
final class ControlPlaneEndTest {
  @BeforeAll
  static void available() {
    ControlPlane.unavailable().ifPresent(reason -> abort(reason));
  }

  @Test
  @DisplayName("when it was closed, though etcd was paused")
  void close() throws Exception {
    List<ProcessHandle> before = ProcessHandle.current().children().toList();
    List<ProcessHandle> started;
    Path directory;
    try (ControlPlane controlPlane =
        ControlPlane.start(ControlPlaneOptions.DEFAULT.withoutFsync())) {
      started = children(ProcessHandle.current(), before);
      directory = controlPlane.caCertificate().getParent();
      controlPlane.pauseEtcd();
    }

    assertThat(started).hasSize(3).noneMatch(ProcessHandle::isAlive);
    assertThat(directory).doesNotExist();
  }

  @Test
  @DisplayName("when the process that started it was killed")
  void kill() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = other.inputReader()) {
      Path directory = Path.of(String.valueOf(out.readLine()));
      List<ProcessHandle> started = children(other.toHandle(), List.of());
      assertThat(started).hasSize(3).allMatch(ProcessHandle::isAlive);
      assertThat(Files.exists(directory.resolve("data"))).isTrue();

      other.destroyForcibly();

      for (ProcessHandle each : started) {
        assertThat(each.onExit()).succeedsWithin(Duration.ofSeconds(20));
      }
      assertThat(directory).doesNotExist();
    } finally {
      other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static List<ProcessHandle> children(ProcessHandle parent, List<ProcessHandle> but) {
    try (Stream<ProcessHandle> children = parent.children()) {
      return children.filter(child -> !but.contains(child)).toList();
    }
  }

  /** A process that starts a control plane and says where, and never closes it. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws Exception {
      ControlPlane controlPlane = ControlPlane.start(ControlPlaneOptions.DEFAULT.withoutFsync());
      System.out.println(controlPlane.caCertificate().getParent());
      System.in.read();
    }
  }
}

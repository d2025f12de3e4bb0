package dev.hereabouts.ipam.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The programs that we are compared with")
class PeersTest {
  @TempDir Path directory;

  @Test
  @DisplayName("are in the directory that PEERS_BIN names")
  void found() throws Exception {
    Path program = Files.createFile(directory.resolve("whereabouts"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(in(directory.toString()).whereabouts()).isEqualTo(program);
  }

  @Test
  @DisplayName("are missed with a reason that says what to set")
  void missed() {
    assertThatThrownBy(() -> new Peers(Map.of()).whereabouts())
        .isInstanceOf(ProgramUnavailableException.class)
        .hasMessageContaining("PEERS_BIN is not set");
    assertThatThrownBy(() -> in(directory.toString()).find("multus"))
        .isInstanceOf(ProgramUnavailableException.class)
        .hasMessageContaining("there is no program multus in it");
  }

  private static Peers in(String directory) {
    return new Peers(Map.of("PEERS_BIN", directory));
  }
}

package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SocketChoiceTest {
  private static final Map<String, String> VARIABLE = Map.of("HEREABOUTS_SOCKET", "/v.sock");

  @Test
  @DisplayName("the option goes before the variable, the variable before the default")
  void order() {
    assertThat(SocketChoice.of(Path.of("/o.sock"), VARIABLE))
        .hasToString("/o.sock (from --socket)");
    assertThat(SocketChoice.of(null, VARIABLE)).hasToString("/v.sock (from HEREABOUTS_SOCKET)");
    assertThat(SocketChoice.of(null, Map.of()))
        .hasToString("/run/hereabouts/ipam.sock (the default)");
    assertThat(SocketChoice.of(null, Map.of("HEREABOUTS_SOCKET", "")))
        .hasToString("/run/hereabouts/ipam.sock (the default)");
  }

  @Test
  @DisplayName("who may not ask the service is told so, not to start another")
  void forbidden() {
    ServiceException failure =
        ServiceException.unreachable(
            SocketChoice.of(null, Map.of()),
            new SocketException("Permission denied: /run/hereabouts/ipam.sock"));

    assertThat(failure)
        .hasMessage(
            "nobody answers at the socket /run/hereabouts/ipam.sock (the default): Permission"
                + " denied; only the user who runs the service may ask it");
  }
}

package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
  private final Map<String, byte[]> variables = new HashMap<>();

  @Test
  @DisplayName("an unset variable sends no header, an empty one an empty value")
  void unsetAndEmpty() throws ShimFailure {
    variables.put("CNI_COMMAND", bytes("DEL"));
    variables.put("CNI_NETNS", bytes(""));
    variables.put("CNI_NETNS_OVERRIDE", bytes("true"));
    variables.put("PATH", bytes("/bin"));

    assertThat(head(0).lines())
        .containsExactly(
            "POST /v1/cni HTTP/1.1",
            "Host: hereabouts",
            "CNI-Command: DEL",
            "CNI-Netns: ",
            "Content-Length: 0",
            "Connection: close",
            "");
  }

  @Test
  @DisplayName("no value of a variable can add a header or end the head")
  void injection() throws ShimFailure {
    variables.put("CNI_COMMAND", bytes("ADD\r\nContent-Length: 0\r\n\r\nPOST / HTTP/1.1"));

    assertThat(head(1048576).lines())
        .containsExactly(
            "POST /v1/cni HTTP/1.1",
            "Host: hereabouts",
            "CNI-Command: ADD%0D%0AContent-Length%3A%200%0D%0A%0D%0APOST%20%2F%20HTTP%2F1.1",
            "Content-Length: 1048576",
            "Connection: close",
            "");
  }

  private String head(int bodyLength) throws ShimFailure {
    return new String(
        RequestHead.of(variables::get, bodyLength).toArray(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

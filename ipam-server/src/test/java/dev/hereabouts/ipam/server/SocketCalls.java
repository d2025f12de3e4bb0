package dev.hereabouts.ipam.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** CNI calls on the service's socket, as the shim makes them. */
public record SocketCalls(Path socket) {
  /** An ADD that must succeed, for a pod of namespace {@code default}. */
  public void add(String pod, String container, String ifName, String config) throws IOException {
    call("ADD", pod, container, ifName, config);
  }

  /** A DEL that must succeed. */
  public void delete(String pod, String container, String ifName, String config)
      throws IOException {
    call("DEL", pod, container, ifName, config);
  }

  private void call(String command, String pod, String container, String ifName, String config)
      throws IOException {
    String head =
        "POST /v1/cni HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + ("CNI-Command: " + command + "\r\nCNI-Path: /opt/cni/bin\r\n")
            + ("CNI-ContainerID: " + container + "\r\n")
            + ("CNI-Netns: /var/run/netns/" + pod + "\r\n")
            + ("CNI-IfName: " + ifName + "\r\n")
            + ("CNI-Args: IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=" + pod)
            + (";K8S_POD_UID=uid-of-" + pod + "\r\n")
            + ("Content-Length: " + config.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n");
    String answer = exchange(head + config);
    assertThat(answer).containsIgnoringCase("CNI-Exit: 0");
  }

  private String exchange(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(request);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

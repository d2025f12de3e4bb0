package dev.hereabouts.ipam.server.rehearsal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The calls of a rehearsal: what a container runtime and an operator ask at a node's socket. */
record RehearsedCalls(Path socket) {
  private static final String NETWORK =
      """
      {"cniVersion":"1.0.0","name":"rehearsal","type":"macvlan","ipam":{"type":"whereabouts",\
      "range":"10.0.0.0/24","exclude":["10.0.0.0/30"],"gateway":"10.0.0.254",\
      "routes":[{"dst":"172.31.0.0/16","gw":"10.0.0.254"}],\
      "ipRanges":[{"range":"fd00::/64"}]}}\
      """;

  /** Makes them all; an answer other than success is a failure. */
  void make() throws IOException {
    call("ADD", "pod-1");
    call("ADD", "pod-2");
    call("DEL", "pod-1");
    ask("GET /healthz", "", "");
    ask("GET /metrics", "", "");
  }

  private void call(String command, String pod) throws IOException {
    String headers =
        """
        CNI-Command: %s
        CNI-ContainerID: sandbox-of-%s
        CNI-Netns: /var/run/netns/of-%s
        CNI-IfName: net1
        CNI-Path: /opt/cni/bin
        CNI-Args: K8S_POD_NAMESPACE%%3Drehearsal%%3BK8S_POD_NAME%%3D%s
        """
            .formatted(command, pod, pod, pod);
    ask("POST /v1/cni", headers, NETWORK);
  }

  private void ask(String question, String headers, String body) throws IOException {
    String request =
        """
        %s HTTP/1.1
        Host: localhost
        Connection: close
        Content-Length: %d
        %s
        """
            .formatted(question, body.getBytes(StandardCharsets.UTF_8).length, headers)
            .replace("\n", "\r\n");
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((request + body).getBytes(StandardCharsets.UTF_8)));
      String answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 200") || answer.contains("CNI-Exit: 1")) {
        throw new IllegalStateException(question + ": " + answer);
      }
    }
  }
}

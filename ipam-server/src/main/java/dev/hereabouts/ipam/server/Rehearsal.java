package dev.hereabouts.ipam.server;

import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.ScratchDirectory;
import dev.hereabouts.ipam.server.cli.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Plays the service and the commands for the archive of loaded classes (application class-data
 * sharing) that the build makes, with which the program starts faster.
 */
final class Rehearsal {
  private static final String NETWORK =
      """
      {"cniVersion":"1.0.0","name":"rehearsal","type":"macvlan","ipam":{"type":"whereabouts",\
      "range":"10.0.0.0/24","exclude":["10.0.0.0/30"],"gateway":"10.0.0.254",\
      "routes":[{"dst":"172.31.0.0/16","gw":"10.0.0.254"}],\
      "ipRanges":[{"range":"fd00::/64"}]}}\
      """;

  private Rehearsal() {}

  /** Runs it, in a directory that it removes. */
  public static void main(String[] arguments) throws IOException {
    ScratchDirectory scratch = ScratchDirectory.create("hereabouts-rehearsal");
    Path socket = scratch.file("ipam.sock");
    try (Standalone _ = Standalone.start(socket, scratch.file("store"), "rehearsal")) {
      call(socket, "ADD", "pod-1");
      call(socket, "ADD", "pod-2");
      call(socket, "DEL", "pod-1");
      ask(socket, "GET /healthz", "", "");
      ask(socket, "GET /metrics", "", "");
    } finally {
      scratch.remove();
    }
    command("standalone", "--help");
  }

  private static void command(String... arguments) {
    StringWriter printed = new StringWriter();
    int exitCode =
        Main.commandLine(new Surroundings(InstantSource.system(), Map.of(), false), null)
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .execute(arguments);
    if (exitCode != ExitCode.OK) {
      throw new IllegalStateException(String.join(" ", arguments) + ": " + printed);
    }
  }

  private static void call(Path socket, String command, String pod) throws IOException {
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
    ask(socket, "POST /v1/cni", headers, NETWORK);
  }

  private static void ask(Path socket, String question, String headers, String body)
      throws IOException {
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
      if (!answer.startsWith("HTTP/1.1 200")) {
        throw new IllegalStateException(question + ": " + answer);
      }
    }
  }
}

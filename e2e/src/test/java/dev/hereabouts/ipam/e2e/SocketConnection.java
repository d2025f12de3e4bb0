package dev.hereabouts.ipam.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A kept-alive HTTP/1.1 connection to the service's Unix socket: the shim's part, many times. */
final class SocketConnection implements AutoCloseable {
  private static final Map<String, String> HEADERS =
      Map.of(
          "CNI_COMMAND", "CNI-Command",
          "CNI_CONTAINERID", "CNI-ContainerID",
          "CNI_NETNS", "CNI-Netns",
          "CNI_IFNAME", "CNI-IfName",
          "CNI_ARGS", "CNI-Args",
          "CNI_PATH", "CNI-Path");

  private final SocketChannel channel;
  private final InputStream in;

  private SocketConnection(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  static SocketConnection open(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new SocketConnection(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Answer call(CniCall call) throws IOException {
    send(call);
    return receive();
  }

  /** Sends a call without waiting for its answer. */
  void send(CniCall call) throws IOException {
    StringBuilder head = new StringBuilder("POST /v1/cni HTTP/1.1\r\nHost: hereabouts\r\n");
    call.variables()
        .forEach((name, value) ->
            head.append(HEADERS.get(name)).append(": ").append(encoded(value)).append("\r\n"));
    byte[] body = call.stdinBytes();
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    write(request.toByteArray());
  }

  Answer receive() throws IOException {
    Response response = response();
    String exit = response.headers().get("cni-exit");
    if (response.status() != 200 || exit == null) {
      throw new AssertionError("no CNI answer: " + response);
    }
    return new Answer(Integer.parseInt(exit), response.body());
  }

  /** The body of a successful GET. */
  String get(String path) throws IOException {
    write(
        ("GET " + path + " HTTP/1.1\r\nHost: hereabouts\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    Response response = response();
    if (response.status() != 200) {
      throw new AssertionError("GET " + path + ": " + response);
    }
    return response.body();
  }

  /** "ok", or why calls cannot be served. */
  String health() throws IOException {
    write("GET /healthz HTTP/1.1\r\nHost: hereabouts\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return response().body().strip();
  }

  List<HeldAddress> entries() throws IOException {
    return get("/v1/entries").lines().map(HeldAddress::of).toList();
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private record Response(int status, Map<String, String> headers, String body) {}

  private Response response() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    byte[] body =
        "chunked".equals(headers.get("transfer-encoding"))
            ? chunks()
            : exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Response(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size;
    do {
      size = Integer.parseInt(line(), 16);
      body.writeBytes(exactly(size));
      line();
    } while (size > 0);
    return body.toByteArray();
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the service closed the connection");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the service closed the connection");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static String encoded(String value) {
    StringBuilder text = new StringBuilder();
    for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
      if (one > ' ' && one < 0x7f && one != '%') {
        text.append((char) one);
      } else {
        text.append('%').append(String.format("%02X", one));
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package dev.hereabouts.ipam.server.http;

import dev.hereabouts.ipam.core.config.CniEnvironment;
import dev.hereabouts.ipam.server.agent.CniAnswer;
import dev.hereabouts.ipam.server.agent.CniService;
import dev.hereabouts.ipam.server.metrics.CallMetrics;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/cni}: a CNI call, its variables as headers, its standard input as the body.
 *
 * <p>An answer that cannot be delivered is undone: nobody knows of the address that it gave.
 */
final class CniHandler implements Handler<HttpServerRequest> {
  /** Larger than what the shim passes on, so that the shim's own message is the one seen. */
  private static final int MAX_BODY_BYTES = 2 << 20;

  private final CniService service;
  private final CallMetrics metrics;

  CniHandler(CniService service, CallMetrics metrics) {
    this.service = service;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpServerRequest request) {
    CniEnvironment environment =
        new CniEnvironment(
            variable(request, "CNI-Command"),
            variable(request, "CNI-ContainerID"),
            variable(request, "CNI-Netns"),
            variable(request, "CNI-IfName"),
            variable(request, "CNI-Args"),
            variable(request, "CNI-Path"));
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      body.appendBuffer(chunk);
      if (body.length() > MAX_BODY_BYTES) {
        request.response().setStatusCode(413).end("the body is larger than 2 MiB\n");
        request.connection().close();
      }
    });
    request.endHandler(_ -> {
      if (body.length() <= MAX_BODY_BYTES) {
        serve(request, environment, body.getBytes());
      }
    });
  }

  private void serve(HttpServerRequest request, CniEnvironment environment, byte[] stdin) {
    long start = System.nanoTime();
    HttpServerResponse response = request.response();
    service.serve(
        environment,
        stdin,
        answer -> {
          metrics.ended(environment.command(), answer.outcome(), System.nanoTime() - start);
          deliver(response, answer);
        });
  }

  private static void deliver(HttpServerResponse response, CniAnswer answer) {
    if (response.closed()) {
      answer.undo().run();
      return;
    }
    response
        .putHeader("CNI-Exit", Integer.toString(answer.exitCode()))
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(answer.bytes()))
        .onFailure(_ -> answer.undo().run());
  }

  private static @Nullable String variable(HttpServerRequest request, String header) {
    String value = request.getHeader(header);
    return value == null ? null : decoded(value);
  }

  /** Undoes percent-encoding (RFC 3986, section 2.1); what is no valid escape stays as it is. */
  static String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character == '%' && i + 2 < value.length() && isHex(value, i + 1)) {
        bytes.write(Integer.parseInt(value, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isHex(String value, int from) {
    return Character.digit(value.charAt(from), 16) >= 0
        && Character.digit(value.charAt(from + 1), 16) >= 0;
  }
}

package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** An API server that takes every write and keeps nothing. */
public final class ThrowAwayApi implements ApiServer {
  private static final Pattern VERSION = Pattern.compile(",\"resourceVersion\":\"[^\"]*\"");
  private static final String EMPTY_LIST =
      "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}";

  private long version = 1;

  @Override
  public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
    done.accept(
        switch (verb) {
          case POST -> answer(201, written(body));
          case PUT -> answer(200, written(body));
          case PATCH, DELETE -> answer(200, "{}");
          case GET -> answer(200, EMPTY_LIST);
        });
  }

  private static ApiOutcome answer(int status, String body) {
    return new ApiOutcome.Answered(status, body.getBytes(StandardCharsets.UTF_8));
  }

  private String written(byte[] body) {
    return stored(new String(body, StandardCharsets.UTF_8), ++version);
  }

  /** An object as an API server has it after this was sent. */
  public static String stored(String sent, long version) {
    String head = "\"metadata\":{\"uid\":\"of-it\",\"resourceVersion\":\"" + version + "\",";
    return VERSION.matcher(sent).replaceAll("").replaceFirst(Pattern.quote("\"metadata\":{"), head);
  }

  @Override
  public LineStream lines(String path, View view, Lines lines) {
    return () -> {};
  }
}

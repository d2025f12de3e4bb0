package dev.hereabouts.ipam.server.signals;

import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** An API server that writes down what is asked, and answers as a test says: 201 and 200 else. */
final class ScriptedApi implements ApiServer {
  final List<String> asked = new ArrayList<>();
  final List<String> bodies = new ArrayList<>();
  final Deque<ApiOutcome> answers = new ArrayDeque<>();

  static ApiOutcome answer(int status, String body) {
    return new ApiOutcome.Answered(status, body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
    asked.add(verb + " " + path);
    bodies.add(new String(body, StandardCharsets.UTF_8));
    done.accept(answers.isEmpty() ? answer(verb == Verb.POST ? 201 : 200, "{}") : answers.remove());
  }

  @Override
  public LineStream lines(String path, View view, Lines lines) {
    throw new AssertionError("nothing is to be watched: " + path);
  }
}

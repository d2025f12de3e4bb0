package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A caller of ADD and DEL that remembers what it was told, and what it was not. */
final class Caller {
  private static final int MOST_HELD = 12;

  private final String name;
  private final List<String> configs;
  private final RandomGenerator random;
  private final Runnable onAnswer;
  private final Map<Attachment, Belief> beliefs = new LinkedHashMap<>();
  private int next;
  private int cutOff;

  /** What the caller may rely on about an attachment. */
  sealed interface Belief {
    /** An ADD was answered with these, and no DEL was sent. */
    record Held(String config, List<String> ips) implements Belief {}

    /** A DEL was answered with success, or an ADD with an error. */
    record Gone() implements Belief {}

    /** The last call was not answered. */
    record Unknown() implements Belief {}
  }

  /**
   * @param onAnswer run at each answer
   */
  Caller(String name, List<String> configs, RandomGenerator random, Runnable onAnswer) {
    this.name = name;
    this.configs = configs;
    this.random = random;
    this.onAnswer = onAnswer;
  }

  /** Calls until the service dies. */
  void callUntilCutOff(Path socket) {
    try (SocketConnection connection = SocketConnection.open(socket)) {
      while (true) {
        List<Attachment> held = held();
        if (held.size() < MOST_HELD && random.nextInt(5) < 3) {
          add(connection, newAttachment(), configs.get(random.nextInt(configs.size())));
        } else if (!held.isEmpty()) {
          delete(connection, held.get(random.nextInt(held.size())));
        }
      }
    } catch (IOException theServiceIsDead) {
      cutOff++;
    }
  }

  /** Repeats what was not answered, as runtimes do, and some ADDs that were. */
  void settle(Path socket) throws IOException {
    try (SocketConnection connection = SocketConnection.open(socket)) {
      for (Map.Entry<Attachment, Belief> entry : List.copyOf(beliefs.entrySet())) {
        switch (entry.getValue()) {
          case Belief.Held(String config, List<String> ips) ->
              assertThat(connection.call(CniCall.add(entry.getKey(), config)).ips())
                  .as("a retry of " + entry.getKey())
                  .isEqualTo(ips);
          case Belief.Unknown _ -> delete(connection, entry.getKey());
          case Belief.Gone _ -> {}
        }
      }
    }
  }

  Map<Attachment, Belief> beliefs() {
    return beliefs;
  }

  /** How often it was cut off. */
  int cutOff() {
    return cutOff;
  }

  private Attachment newAttachment() {
    String container = name + "-" + next++;
    return new Attachment(container, "net1", Pod.of("kill", "default", container));
  }

  private List<Attachment> held() {
    List<Attachment> held = new ArrayList<>();
    beliefs.forEach((attachment, belief) -> {
      if (belief instanceof Belief.Held) {
        held.add(attachment);
      }
    });
    return held;
  }

  private void add(SocketConnection connection, Attachment attachment, String config)
      throws IOException {
    beliefs.put(attachment, new Belief.Unknown());
    Answer answer = connection.call(CniCall.add(attachment, config));
    onAnswer.run();
    if (answer.isSuccess()) {
      beliefs.put(attachment, new Belief.Held(config, answer.ips()));
    } else {
      answer.isError(100, "Could not allocate IP in range");
      beliefs.put(attachment, new Belief.Gone());
    }
  }

  private void delete(SocketConnection connection, Attachment attachment) throws IOException {
    beliefs.put(attachment, new Belief.Unknown());
    Answer answer = connection.call(CniCall.del(attachment, configs.getFirst()));
    onAnswer.run();
    answer.isSilentSuccess();
    beliefs.put(attachment, new Belief.Gone());
  }
}

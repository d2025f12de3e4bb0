package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;

/** The program: one CNI call from its environment and standard input to an answer and exit code. */
public final class Shim {
  private static final String VERSION =
      "{\"cniVersion\":\"1.1.0\",\"supportedVersions\":"
          + "[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n";
  private static final String ABOUT =
      """
      hereabouts: CNI IPAM plugin that asks the hereabouts agent of this node for addresses
      CNI protocol versions supported: 0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0
      """;

  private static final int FAILED = 1;

  /** The time for printing what needs no agent, and for printing an error after the time was up. */
  private static final int PRINT_MILLIS = 1000;

  private static final int MAX_QUOTED = 512;

  private Shim() {}

  /** Carries one call; the arguments mean nothing, as for every CNI plugin. */
  public static void main(String[] args) {
    Libc.ignoreBrokenPipes();
    Libc.exit(run(new ProcessEnvironment()));
  }

  private static int run(Environment environment) {
    try {
      byte[] command = environment.getNonEmpty("CNI_COMMAND");
      if (command == null) {
        print(StandardStreams.STDERR, Bytes.of(ABOUT));
        return 0;
      }
      if (isAscii(command, "VERSION")) {
        return print(StandardStreams.STDOUT, Bytes.of(VERSION)) ? 0 : FAILED;
      }
      Deadline deadline = Deadline.after(Timeout.millis(environment.getNonEmpty(Timeout.VARIABLE)));
      SocketPath socket = SocketPath.of(environment.getNonEmpty(SocketPath.VARIABLE));
      if (isAscii(command, "ADD") || isAscii(command, "CHECK")) {
        NetworkNamespaceCheck.check(environment);
      }
      return forward(environment, socket, deadline);
    } catch (ShimFailure failure) {
      print(StandardStreams.STDOUT, failure.toJson(describeCall(environment)));
      return FAILED;
    }
  }

  private static int forward(Environment environment, SocketPath socket, Deadline deadline)
      throws ShimFailure {
    NativeBuffer body = StandardStreams.readInput(deadline);
    Bytes head = RequestHead.of(environment, body.size());
    AgentConnection connection = AgentConnection.open(socket, deadline);
    connection.send(head, body);
    AgentConnection.Answer answer = connection.receive();
    return StandardStreams.write(StandardStreams.STDOUT, answer.body(), deadline)
        ? answer.exitCode()
        : FAILED;
  }

  private static boolean print(int fd, Bytes text) {
    return StandardStreams.write(fd, text, Deadline.after(PRINT_MILLIS));
  }

  /** The call in words, for an error's details: callers show little else. */
  private static Bytes describeCall(Environment environment) {
    Bytes text = new Bytes();
    describe(text, environment, "CNI_COMMAND");
    describe(text, environment, "CNI_CONTAINERID");
    describe(text, environment, "CNI_IFNAME");
    describe(text, environment, "CNI_ARGS");
    return text;
  }

  private static void describe(Bytes text, Environment environment, String name) {
    byte @Nullable [] value;
    try {
      value = environment.getNonEmpty(name);
    } catch (ShimFailure tooLong) {
      return;
    }
    if (value != null) {
      text.append(text.size() == 0 ? "" : " ").append(name).append('=');
      text.appendAtMost(MAX_QUOTED, value);
    }
  }

  /** Whether the bytes are exactly that text. */
  static boolean isAscii(byte[] value, String text) {
    if (value.length != text.length()) {
      return false;
    }
    for (int i = 0; i < value.length; i++) {
      if (value[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

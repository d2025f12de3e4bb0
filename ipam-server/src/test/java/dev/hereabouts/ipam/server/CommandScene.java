package dev.hereabouts.ipam.server;

import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.files.AllowedDirectories;
import dev.hereabouts.ipam.server.node.Standalone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A running service with known entries, or none, and commands that ask it at a known time. */
final class CommandScene implements AutoCloseable {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = BEGIN.plus(Duration.ofDays(3));

  private final Path socket;
  private final boolean isTerminal;
  private final @Nullable Standalone service;

  private CommandScene(Path socket, boolean isTerminal, @Nullable Standalone service) {
    this.socket = socket;
    this.isTerminal = isTerminal;
    this.service = service;
  }

  /** The scene of this name; anything else is a mistake in the name of a folder. */
  static CommandScene open(String name, Path directory) throws IOException {
    Path socket = directory.resolve("ipam.sock");
    if (name.equals("nobody")) {
      return new CommandScene(socket, false, null);
    }
    AtomicReference<Instant> clock = new AtomicReference<>(BEGIN);
    Standalone service =
        Standalone.start(
            socket,
            directory.resolve("store"),
            "node-a",
            AllowedDirectories.with(List.of()),
            clock::get,
            null);
    switch (name) {
      case "empty" -> {}
      case "busy", "terminal" -> fill(new SocketCalls(socket), clock);
      default -> throw new IllegalArgumentException("there is no scene " + name);
    }
    return new CommandScene(socket, name.equals("terminal"), service);
  }

  private static void fill(SocketCalls calls, AtomicReference<Instant> clock) throws IOException {
    calls.add("web-1", "a1".repeat(32), "net1", network("web", "\"range\":\"10.0.0.0/24\""));
    clock.set(NOW.minus(Duration.ofHours(47)));
    calls.add("web-2", "a2".repeat(32), "net1", network("web", "\"range\":\"10.0.0.0/24\""));
    calls.add("web-2", "a3".repeat(32), "net1", network("web", "\"range\":\"10.0.0.0/24\""));
    calls.add(
        "blue-1",
        "b1",
        "net1",
        network("blue", "\"range\":\"10.0.0.0/24\",\"network_name\":\"blue-net\""));
    clock.set(NOW.minus(Duration.ofMinutes(119)));
    calls.add(
        "solo-1",
        "c1",
        "net1",
        network("solo", "\"range\":\"10.0.0.0/16\",\"enable_overlapping_ranges\":false"));
    for (String network : List.of("db", "db-backup", "db-replica", "db-admin", "db-test")) {
      calls.add(
          network + "-1",
          "d-" + network,
          "net1",
          network(network, "\"range\":\"192.168.7.0/29\",\"gateway\":\"192.168.7.6\""));
    }
    clock.set(NOW.minusSeconds(119));
    String few =
        network("few", "\"ipRanges\":[{\"range\":\"172.16.5.0/30\"},{\"range\":\"fd00:5::/64\"}]");
    calls.add("few-1", "e1", "net1", few);
    calls.add("few-1", "e1", "net2", few);
    String six =
        network(
            "most",
            "\"range\":\"172.16.6.0/24\",\"range_start\":\"172.16.6.1\",\"range_end\":\"172.16.6.5\"");
    for (int i = 1; i <= 4; i++) {
      calls.add("most-" + i, "f" + i, "eth1", six);
    }
    calls.add(
        "fixed-1",
        "g1",
        "net1",
        network(
            "fixed", "\"range\":\"10.9.0.0/24\",\"addresses\":[{\"address\":\"10.8.0.7/24\"}]"));
  }

  private static String network(String name, String ipam) {
    return "{\"cniVersion\":\"1.0.0\",\"name\":\""
        + name
        + "\",\"type\":\"macvlan\",\"ipam\":{\"type\":\"whereabouts\","
        + ipam
        + "}}";
  }

  /** What a command printed, with the changing parts named instead. */
  record Printed(String stdout, String stderr, int exitCode) {}

  /** Runs a command; {@code SOCKET} in its arguments is the service's socket. */
  Printed run(List<String> arguments, boolean bySocketVariable) {
    Map<String, String> environment = new HashMap<>(Map.of("COLUMNS", "100", "LANG", "C.UTF-8"));
    if (bySocketVariable) {
      environment.put("HEREABOUTS_SOCKET", socket.toString());
    }
    StringWriter stdout = new StringWriter();
    StringWriter stderr = new StringWriter();
    CommandLine commandLine =
        Main.commandLine(new Surroundings(() -> NOW, environment, isTerminal), null)
            .setOut(new PrintWriter(stdout))
            .setErr(new PrintWriter(stderr));
    int exitCode =
        commandLine.execute(
            arguments.stream()
                .map(argument -> argument.replace("SOCKET", socket.toString()))
                .toArray(String[]::new));
    commandLine.getErr().flush();
    return new Printed(named(stdout.toString()), named(stderr.toString()), exitCode);
  }

  private String named(String text) {
    return text.replace(socket.toString(), "SOCKET")
        .replaceAll("(ownership ID: +|\"id\":\"| id: '?)[0-9a-f]{32}", "$1OWNERSHIP-ID")
        .replaceAll("OWNERSHIP-ID'", "OWNERSHIP-ID")
        .replaceAll("(?m)   [0-9a-f]{32}$", "   OWNERSHIP-ID");
  }

  @Override
  public void close() throws IOException {
    if (service != null) {
      service.close();
    }
  }
}

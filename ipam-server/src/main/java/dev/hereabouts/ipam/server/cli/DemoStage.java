package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;

/** Where the demonstration is played: makes the calls, prints them, and checks what is claimed. */
final class DemoStage {
  private static final int TEXT_COLUMNS = 88;

  private final PrintWriter out;
  private final DemoService service;
  private final Path home;
  private final Path shim;
  private final InstantSource clock;
  private final DemoCommand.Commands commands;
  private int steps;
  private int claims;
  private String step = "";

  DemoStage(
      PrintWriter out,
      DemoService service,
      Path home,
      Path shim,
      InstantSource clock,
      DemoCommand.Commands commands) {
    this.out = out;
    this.service = service;
    this.home = home;
    this.shim = shim;
    this.clock = clock;
    this.commands = commands;
  }

  /** Begins a step. */
  void step(String title) {
    steps++;
    step = title;
    out.println();
    out.println(steps + ". " + title);
    out.flush();
  }

  ShimAnswer add(DemoPod pod, String ifName, String file)
      throws IOException, DemoFailure, InterruptedException {
    ShimAnswer answer = call("ADD", pod, ifName, file);
    if (!answer.isSuccess()) {
      throw failure("the ADD should have succeeded");
    }
    return answer;
  }

  void delete(DemoPod pod, String ifName, String file)
      throws IOException, DemoFailure, InterruptedException {
    if (!call("DEL", pod, ifName, file).isSuccess()) {
      throw failure("the DEL should have succeeded");
    }
  }

  /** An ADD that must fail. */
  ShimAnswer addInVain(DemoPod pod, String ifName, String file)
      throws IOException, DemoFailure, InterruptedException {
    ShimAnswer answer = call("ADD", pod, ifName, file);
    if (answer.isSuccess()) {
      throw failure("the ADD should have been refused");
    }
    return answer;
  }

  private ShimAnswer call(String command, DemoPod pod, String ifName, String file)
      throws IOException, DemoFailure, InterruptedException {
    DemoNetwork network = DemoNetwork.read(home.resolve("examples").resolve(file));
    ShimCall call = new ShimCall(command, pod, ifName, network);
    ShimAnswer answer = call.run(shim, service, clock);
    if (service.isClosed()) {
      throw failure("the demo was interrupted");
    }
    String millis = String.format(Locale.ROOT, "%.1f ms", answer.took().toNanos() / 1e6);
    out.printf("   %-72s %9s%n", call, millis);
    printWrapped(Printable.of(answer.compact()));
    out.flush();
    return answer;
  }

  private void printWrapped(String text) {
    String rest = text;
    while (rest.length() > TEXT_COLUMNS) {
      int blank = rest.lastIndexOf(' ', TEXT_COLUMNS);
      int end = blank < 0 ? TEXT_COLUMNS : blank;
      out.println("       " + rest.substring(0, end));
      rest = rest.substring(end).strip();
    }
    out.println("       " + rest);
  }

  /** Runs one of the operator's commands, and prints it. */
  void command(String... arguments) throws DemoFailure {
    out.println();
    out.println("   $ hereabouts " + String.join(" ", arguments));
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--socket";
    all[arguments.length + 1] = service.socket().toString();
    int exitCode = commands.run(out, all);
    if (exitCode != ExitCode.OK) {
      throw failure("the command should have succeeded, but its exit code is " + exitCode);
    }
  }

  /** Prints a claim that holds. */
  void claim(String claim, boolean holds) throws DemoFailure {
    if (!holds) {
      throw failure("it is not so that " + claim);
    }
    claims++;
    out.println("   ok: " + claim);
    out.flush();
  }

  int claims() {
    return claims;
  }

  private DemoFailure failure(String what) {
    return new DemoFailure("step " + steps + " (" + step + "): " + what);
  }
}

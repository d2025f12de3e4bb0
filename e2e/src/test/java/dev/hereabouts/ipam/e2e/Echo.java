package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;

/** A program that sends an ICMP echo, as root: {@code ping} is not on every machine. */
final class Echo {
  private static final int MILLIS = 30_000;

  private Echo() {}

  /**
   * Prints {@code reached} when the address answers.
   *
   * @param to the address, and with a blank between the interface whose address is the source, if
   *     the routes are not to say that
   */
  static String command(String to) {
    return "%s -XX:TieredStopAtLevel=1 -cp %s %s %s"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            Path.of(Echo.class.getProtectionDomain().getCodeSource().getLocation().getPath()),
            Echo.class.getName(),
            to);
  }

  public static void main(String[] args) throws IOException {
    NetworkInterface from = args.length > 1 ? NetworkInterface.getByName(args[1]) : null;
    boolean reached = InetAddress.getByName(args[0]).isReachable(from, 0, MILLIS);
    System.out.println(reached ? "reached" : "not reached");
  }
}

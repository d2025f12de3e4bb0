package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A control plane for scripts: starts one, writes the administrator's kubeconfig file, prints a
 * line {@code ready} and, where there is a kubectl, {@code ready kubectl=FILE}; ends it at the end
 * of the standard input, or of this process.
 *
 * <p>Exit codes: 0 ended as asked, 1 failed, 64 wrong usage, 75 a program is not to be had.
 */
public final class Main {
  private static final int USAGE = 64;
  private static final int UNAVAILABLE = 75;

  private Main() {}

  /**
   * Runs it.
   *
   * @param arguments the kubeconfig file to write
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 1) {
      System.err.println("control plane: name the kubeconfig file to write, and nothing else");
      System.exit(USAGE);
    }
    try (ControlPlane controlPlane = ControlPlane.start()) {
      controlPlane.writeKubeconfig(Path.of(arguments[0]));
      System.out.println("ready" + kubectl());
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (ProgramUnavailableException e) {
      System.err.println("control plane: " + e.reason());
      System.exit(UNAVAILABLE);
    }
  }

  private static String kubectl() {
    try {
      return " kubectl=" + Programs.ofThisUser().find(Program.KUBECTL);
    } catch (ProgramUnavailableException e) {
      System.err.println("control plane: " + e.reason());
      return "";
    }
  }
}

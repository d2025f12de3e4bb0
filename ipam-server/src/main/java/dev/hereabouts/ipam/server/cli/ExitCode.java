package dev.hereabouts.ipam.server.cli;

/** What the program exits with. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;

  /** A command that looks for something to put right found it, and left it as it is. */
  public static final int FOUND = 2;

  /** The command line is wrong: EX_USAGE of sysexits.h. */
  public static final int USAGE = 64;

  private ExitCode() {}
}

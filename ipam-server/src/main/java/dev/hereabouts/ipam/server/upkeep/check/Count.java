package dev.hereabouts.ipam.server.upkeep.check;

/** Numbers of things in words. */
public final class Count {
  private Count() {}

  public static String of(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}

package dev.hereabouts.ipam.server.whereabouts;

/**
 * Something in the old records that a person should have read.
 *
 * @param subject the address or object that it is about
 * @param text what is odd, and what is done about it
 */
public record Doubt(Cause cause, String subject, String text) {

  /** Why something is in doubt, in the order in which a plan shows them. */
  public enum Cause {
    TWO_OWNERS("two records for one address"),
    NO_POOL("reservations without a pool record"),
    POD_GONE("pods that are not there"),
    NOT_REPORTED("pods that report other addresses"),
    UNRECORDED("addresses that pods report and nothing records"),
    NAME("names that do not tell all"),
    SLICE("slices of nodes"),
    HELD_HERE("held here by others"),
    UNREADABLE("not understood, not imported");

    private final String title;

    Cause(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }
}

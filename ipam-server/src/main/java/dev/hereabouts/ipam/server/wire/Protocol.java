package dev.hereabouts.ipam.server.wire;

/** The names and numbers of the protocol between agent and leader. */
public final class Protocol {
  /** What this program speaks; it grows when a kind or a field is added. */
  public static final int VERSION = 1;

  public static final String ADD = "/v1/add";
  public static final String RELEASE = "/v1/release";
  public static final String REPORT = "/v1/report";
  public static final String NODE_ENTRIES = "/v1/node-entries";
  public static final String LEADER = "/v1/leader";

  /** Header of every request and answer: the version that its sender speaks. */
  public static final String VERSION_HEADER = "hereabouts-protocol";

  /** Header of a request: how many milliseconds its sender still waits. */
  public static final String REMAINING_HEADER = "hereabouts-remaining-ms";

  /** Whom the agents' tokens are for. */
  public static final String AUDIENCE = "hereabouts.ipam.hereabouts.dev";

  /** No request is larger: one with a thousand excludes has a twentieth of it. */
  public static final int MAX_BODY_BYTES = 2 << 20;

  private Protocol() {}
}

package dev.hereabouts.ipam.server.cli;

/**
 * The signs of a map: for each state of an address, and for runs of addresses of which a part is
 * held.
 *
 * @param hasUnicode whether there are signs beside ASCII's
 * @param inColours whether to colour them
 */
record MapStyle(boolean hasUnicode, boolean inColours) {
  private static final String RESET = "\u001b[0m";
  private static final String PLAIN_PARTS = "123456789";
  private static final String UNICODE_PARTS = "▁▂▃▄▅▆▇";

  /** Of the addresses of a pool, in the order of what stands out in a run. */
  enum State {
    SUSPECT("suspect", "?", "?", "\u001b[31m"),
    USED("used", "#", "█", "\u001b[36m"),
    SHARED("static", "s", "◆", "\u001b[34m"),
    OTHER("held by an overlapping range", "+", "▒", "\u001b[35m"),
    GATEWAY("gateway", "G", "G", "\u001b[33m"),
    FREE("free", ".", "·", "\u001b[32m"),
    EXCLUDED("not to give", "-", "×", "\u001b[2m");

    final String meaning;
    private final String plain;
    private final String unicode;
    private final String colour;

    State(String meaning, String plain, String unicode, String colour) {
      this.meaning = meaning;
      this.plain = plain;
      this.unicode = unicode;
      this.colour = colour;
    }
  }

  /** What suits the terminal, or what it goes to instead. */
  static MapStyle of(Surroundings surroundings) {
    boolean forPeople = surroundings.hasColours();
    return new MapStyle(forPeople && surroundings.hasUnicode(), forPeople);
  }

  String sign(State state) {
    return coloured(hasUnicode ? state.unicode : state.plain, state);
  }

  /** The sign for a run of which this part, between 0 and 1, is held. */
  String sign(double part) {
    String parts = hasUnicode ? UNICODE_PARTS : PLAIN_PARTS;
    int index = Math.clamp((long) (part * parts.length()), 0, parts.length() - 1);
    return coloured(parts.substring(index, index + 1), State.USED);
  }

  private String coloured(String sign, State state) {
    return inColours ? state.colour + sign + RESET : sign;
  }
}

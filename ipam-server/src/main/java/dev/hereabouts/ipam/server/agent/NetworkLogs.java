package dev.hereabouts.ipam.server.agent;

/** Files that networks name to have their calls logged there, too. */
@FunctionalInterface
public interface NetworkLogs {

  /**
   * Writes a line, soon and without an answer.
   *
   * @param file as the network names it
   * @param line without an end of line
   */
  void write(String file, String line);
}

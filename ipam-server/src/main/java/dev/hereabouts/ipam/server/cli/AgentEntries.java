package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.json.EntryMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the agent at a socket holds by its own record. */
public final class AgentEntries {
  private AgentEntries() {}

  /**
   * Asks the agent.
   *
   * @throws IOException in one line, when it does not answer
   */
  public static List<Entry> read(Path socket) throws IOException {
    SocketChoice choice = new SocketChoice(socket, "from --socket");
    try {
      byte[] answer = new ServiceClient(choice).get("/v1/entries", Map.of());
      return JsonLines.read(answer, EntryMapper::read);
    } catch (ServiceException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}

package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Entries as one JSON object a line: the answer to {@code GET /v1/node-entries}. */
public final class EntryLines {
  private EntryLines() {}

  /**
   * The lines of these entries, each with its line feed.
   *
   * @throws IOException when a text in them is no Unicode text
   */
  public static byte[] encode(Iterable<Entry> entries) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      lines.writeBytes(Json.encode(json -> EntryMapper.write(entry, json)));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  /** The entries of whole lines; a last line without a line feed was cut off. */
  public static List<Entry> decode(byte[] lines) throws WireException {
    List<Entry> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        byte[] line = Arrays.copyOfRange(lines, start, i);
        entries.add(Incoming.read(line, in -> EntryMapper.read(in.json)).message());
        start = i + 1;
      }
    }
    if (start < lines.length) {
      throw new WireException("", "cut off in entry " + (entries.size() + 1));
    }
    return entries;
  }
}

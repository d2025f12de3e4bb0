package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
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
    Reading reading = new Reading();
    reading.accept(lines);
    return reading.end();
  }

  /** A reading of lines that come in pieces, cut anywhere. */
  public static final class Reading {
    private final List<Entry> entries = new ArrayList<>();
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** Reads the lines that this piece makes whole. */
    public void accept(byte[] piece) throws WireException {
      int start = 0;
      for (int i = 0; i < piece.length; i++) {
        if (piece[i] == '\n') {
          begun.write(piece, start, i - start);
          byte[] line = begun.toByteArray();
          begun.reset();
          entries.add(Incoming.read(line, in -> EntryMapper.read(in.json)).message());
          start = i + 1;
        }
      }
      begun.write(piece, start, piece.length - start);
    }

    /** All entries, at the end of the last piece. */
    public List<Entry> end() throws WireException {
      if (begun.size() > 0) {
        throw new WireException("", "cut off in entry " + (entries.size() + 1));
      }
      return entries;
    }
  }
}

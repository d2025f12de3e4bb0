package dev.hereabouts.ipam.server.store.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of all that one version wrote, in the footer of its chunk.
 *
 * <p>MVStore has none: what a power cut left of a page before may pass for a part of the new one.
 * It reads a footer up to its own checksum, of the footer alone; ours stands behind that.
 */
final class ChunkChecksum {
  private static final int FOOTER = 128;
  private static final String KEY = ",crc:";

  private ChunkChecksum() {}

  /** Puts the checksum into a chunk that is to be written. */
  static void put(ByteBuffer chunk) {
    int at = chunk.limit() - FOOTER;
    while (chunk.get(at) != ' ') {
      at++;
    }
    chunk.put(at, text(chunk).getBytes(ISO_8859_1));
  }

  /**
   * Whether a chunk is as it was written; also said of one without a checksum, as they once were.
   */
  static boolean holds(ByteBuffer chunk) {
    String footer = ISO_8859_1.decode(chunk.slice(chunk.limit() - FOOTER, FOOTER)).toString();
    return !footer.contains(KEY) || footer.contains(text(chunk));
  }

  private static String text(ByteBuffer chunk) {
    CRC32C crc = new CRC32C();
    crc.update(chunk.slice(0, chunk.limit() - FOOTER));
    return KEY + "%08x".formatted(crc.getValue());
  }
}

package dev.hereabouts.ipam.server.store.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of which a data file bears a trace, whole or not: the heads of its chunks and of the
 * file itself.
 *
 * <p>MVStore opens the newest version that it finds whole, and says nothing when a newer one was
 * there. Here each version is synced before the next is begun. So a trace of the version after the
 * opened one may be of a commit that a power cut tore, which nobody was told of; a trace of any
 * later version proves that a confirmed one is lost.
 */
final class VersionTraces {
  private static final int BLOCK = 4096;
  private static final int MAX_HEAD = 256;
  private static final String NUMBER = "[0-9a-f]{1,16}";
  private static final Pattern CHUNK_HEAD =
      Pattern.compile(
          "chunk:%1$s,len:%1$s,[a-zA-Z0-9:,]*version:(?<version>%1$s)[a-zA-Z0-9:,]* *\n.*"
              .formatted(NUMBER),
          Pattern.DOTALL);
  private static final Pattern FILE_HEAD =
      Pattern.compile(
          "H:2,[a-zA-Z0-9:,]*version:(?<version>%1$s),[a-zA-Z0-9:,]*fletcher:%1$s\n.*"
              .formatted(NUMBER),
          Pattern.DOTALL);

  private VersionTraces() {}

  /** The newest version that was ever begun in this file, as far as it shows, or 0. */
  static long newest(Path file) throws IOException {
    long newest = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(MAX_HEAD);
      for (long at = 0; channel.read(head.clear(), at) > 0; at += BLOCK) {
        newest = Math.max(newest, version(ISO_8859_1.decode(head.flip())));
      }
    }
    return newest;
  }

  private static long version(CharSequence head) {
    char first = head.charAt(0);
    if (first != 'c' && first != 'H') {
      return 0;
    }
    Matcher matcher = (first == 'c' ? CHUNK_HEAD : FILE_HEAD).matcher(head);
    return matcher.matches() ? Long.parseUnsignedLong(matcher.group("version"), 16) : 0;
  }
}

package dev.hereabouts.ipam.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hereabouts.ipam.server.agent.NetworkLogs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the log files that networks name, on a thread of its own.
 *
 * <p>A file is opened for each line, so none is kept open and one that was rotated away is made
 * anew. What cannot be written is a warning, once for each file; of lines that come faster than the
 * disk takes them some are left out.
 */
public final class NetworkLogFiles implements NetworkLogs, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkLogFiles.class);
  private static final int WAITING_LINES = 1_000;
  private static final int REMEMBERED_FILES = 1_000;
  private static final int CLOSING_SECONDS = 2;

  private final AllowedDirectories allowed;
  private final InstantSource clock;
  private final ThreadPoolExecutor writer;

  /** Files that were warned of. */
  private final Set<String> warned =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED_FILES;
            }
          });

  /**
   * @param allowed where such files may lie; whereabouts' configuration directories are left out,
   *     for a network must not write what other networks read
   */
  public NetworkLogFiles(AllowedDirectories allowed, InstantSource clock) {
    this.allowed = allowed.withoutConfiguration();
    this.clock = clock;
    writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_LINES),
            task -> Thread.ofPlatform().name("network-logs").daemon().unstarted(task),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public void write(String file, String line) {
    byte[] bytes =
        (clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n").getBytes(UTF_8);
    writer.execute(() -> append(file, bytes));
  }

  private void append(String file, byte[] line) {
    try {
      boolean done = allowed.visit(file, place -> append(place, line));
      if (done) {
        warned.remove(file);
      }
    } catch (NotAllowedException e) {
      warn(file, e.reason() + (e.remedy().isEmpty() ? "" : "; " + e.remedy()));
    } catch (IOException e) {
      warn(file, e.toString());
    }
  }

  private static boolean append(AllowedDirectories.Place place, byte[] line) throws IOException {
    try {
      BasicFileAttributes attributes = place.attributes();
      if (attributes.isSymbolicLink()) {
        throw NotAllowedException.link(place.name());
      }
      if (!attributes.isRegularFile()) {
        throw new NotAllowedException("it is no regular file", "name a file");
      }
    } catch (NoSuchFileException e) {
      // It is made below.
    }
    try (SeekableByteChannel channel =
        place
            .parent()
            .newByteChannel(
                place.name(),
                Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.CREATE,
                    LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-r-----")))) {
      ByteBuffer rest = ByteBuffer.wrap(line);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
    return true;
  }

  private void warn(String file, String reason) {
    if (warned.add(file)) {
      LOG.warn(
          "ipam.log_file = \"{}\" cannot be written: {}",
          file.replaceAll("\\p{Cntrl}", "?"),
          reason);
    }
  }

  /** Writes what waits, for a moment. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

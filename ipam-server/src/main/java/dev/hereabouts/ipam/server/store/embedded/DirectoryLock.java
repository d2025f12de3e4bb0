package dev.hereabouts.ipam.server.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to serve a directory: a lock on its file {@code hereabouts.lock}, which names the
 * process that has it.
 *
 * <p>The operating system drops a process's locks on a file when the process closes any of its
 * descriptors of that file. So a second opening in this process is refused before the file is
 * touched.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String NAME = "hereabouts.lock";
  private static final int MAX_PID_LENGTH = 32;

  /** The file keys (device and inode) of the directories that this process serves. */
  private static final Set<Object> SERVED_HERE = ConcurrentHashMap.newKeySet();

  private final Object directoryKey;
  private final FileChannel channel;

  private DirectoryLock(Object directoryKey, FileChannel channel) {
    this.directoryKey = directoryKey;
    this.channel = channel;
  }

  static DirectoryLock take(Path directory) throws IOException {
    Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    if (!SERVED_HERE.add(key)) {
      throw inUse(directory, "this process (pid " + ProcessHandle.current().pid() + ")");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(directory.resolve(NAME), READ, WRITE, CREATE);
      if (channel.tryLock() == null) {
        throw inUse(directory, "another process (pid " + pidIn(channel) + ")");
      }
      channel.truncate(0);
      channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
      return new DirectoryLock(key, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      SERVED_HERE.remove(key);
      throw e;
    }
  }

  private static String pidIn(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(MAX_PID_LENGTH);
    channel.read(content, 0);
    String pid = UTF_8.decode(content.flip()).toString().strip();
    return pid.isEmpty() ? "unknown" : pid;
  }

  private static StoreInUseException inUse(Path directory, String by) {
    return new StoreInUseException(
        directory
            + " is served by "
            + by
            + " already. Stop that one first, or take another directory.");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    SERVED_HERE.remove(directoryKey);
  }
}

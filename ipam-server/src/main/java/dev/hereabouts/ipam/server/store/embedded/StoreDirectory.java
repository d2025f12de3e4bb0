package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store's directory: made when missing, served by one process, with one data file that is there
 * whole or not at all.
 */
final class StoreDirectory implements AutoCloseable {
  static final String DATA_FILE = "hereabouts.mv";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final DirectoryLock lock;

  private StoreDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  static StoreDirectory open(Path directory) throws StoreUnavailableException {
    Path path = directory.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path, OWNER_ONLY);
        forceDirectory(path);
        forceDirectory(parent(path));
      }
      return new StoreDirectory(path, DirectoryLock.take(path));
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreUnavailableException(
          path
              + " cannot hold a store ("
              + reason(e)
              + "). Make it a directory that this user can write, or take another.",
          e);
    }
  }

  /** Opens the data file, a new one if there is none. */
  DataFile openData() throws StoreUnavailableException {
    Path data = path.resolve(DATA_FILE);
    try {
      if (Files.notExists(data, LinkOption.NOFOLLOW_LINKS)) {
        createData(data);
      } else if (Files.size(data) == 0) {
        throw damaged(data, "it is empty", null);
      } else if (!Files.isWritable(data)) {
        throw new IOException("permission denied");
      }
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new StoreUnavailableException(
          data
              + " cannot be written ("
              + reason(e)
              + "). Give this user the right to write it and room on the disk.",
          e);
    }
    try {
      return DataFile.openExisting(data);
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw damaged(data, reason(e), e);
    }
  }

  /** Under another name first, so that a crash leaves no half-made store behind. */
  private void createData(Path data) throws IOException {
    Path fresh = path.resolve(DATA_FILE + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OWNER_FILE);
    DataFile.create(fresh);
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(path);
  }

  private static StoreUnavailableException damaged(
      Path data, String what, @Nullable Throwable cause) {
    String message =
        data
            + " is damaged or not a store of Hereabouts ("
            + what
            + "). Put a backup of it back, or take another directory; a store that starts empty"
            + " knows of no address that is held.";
    return cause == null
        ? new StoreUnavailableException(message)
        : new StoreUnavailableException(message, cause);
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  /** The innermost cause: its message alone is often but a path. */
  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}

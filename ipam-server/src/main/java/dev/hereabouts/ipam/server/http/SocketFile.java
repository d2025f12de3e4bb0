package dev.hereabouts.ipam.server.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file of a Unix socket that only its owner can open.
 *
 * <p>A bound socket is open to others until its mode is changed, so it is bound in a private
 * directory beside its place and moved there when its mode is 0600.
 */
public final class SocketFile {
  /** What {@code sockaddr_un} holds, less the final zero byte. */
  private static final int MAX_PATH_BYTES = 107;

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path place;
  private final Path nursery;

  private SocketFile(Path place, Path nursery) {
    this.place = place;
    this.nursery = nursery;
  }

  /**
   * Prepares a place for a socket; makes missing directories with mode 0700.
   *
   * @throws SocketUnavailableException when the path cannot be used, or somebody listens there
   */
  public static SocketFile prepare(Path path) throws SocketUnavailableException {
    Path place = path.toAbsolutePath().normalize();
    Path directory = place.getParent();
    if (directory == null) {
      throw new SocketUnavailableException(place, "it is a directory; name a file");
    }
    try {
      Files.createDirectories(directory, PRIVATE);
      refuseUnlessFree(place);
      Path nursery = Files.createTempDirectory(directory, ".s", PRIVATE);
      SocketFile file = new SocketFile(place, nursery);
      file.refuseIfTooLong();
      return file;
    } catch (SocketUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw new SocketUnavailableException(place, e.toString());
    }
  }

  private static void refuseUnlessFree(Path place) throws IOException {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new SocketUnavailableException(
          place, "there is a file that is no socket; remove it or name another path");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(place));
    } catch (IOException nobodyListens) {
      return;
    }
    throw new SocketUnavailableException(
        place, "another process serves there; stop it or name another path");
  }

  private void refuseIfTooLong() throws IOException {
    for (Path path : new Path[] {bindPath(), place}) {
      int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
      if (length > MAX_PATH_BYTES) {
        Files.delete(nursery);
        throw new SocketUnavailableException(
            place,
            "its path is "
                + (length - MAX_PATH_BYTES)
                + " bytes too long for a Unix socket; name a shorter one");
      }
    }
  }

  /** Where to bind. */
  public Path bindPath() {
    return nursery.resolve("s");
  }

  /** Moves the bound socket to its place, over a socket where nobody listens any more. */
  public void publish() throws IOException {
    Files.setPosixFilePermissions(bindPath(), PosixFilePermissions.fromString("rw-------"));
    Files.move(
        bindPath(), place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(nursery);
  }

  /** Removes the socket from its place. */
  public void remove() throws IOException {
    Files.deleteIfExists(place);
  }

  /** Why no socket can be served at a path, and what to do. */
  public static final class SocketUnavailableException extends IOException {
    SocketUnavailableException(Path place, String why) {
      super("socket " + place + ": " + why);
    }
  }
}

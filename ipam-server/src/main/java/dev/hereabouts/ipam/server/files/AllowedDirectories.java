package dev.hereabouts.ipam.server.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directories below which a network's author may name files of the node: he is not the node's
 * administrator, and the agent is root.
 *
 * <p>From such a directory on, each step opens a name within the directory opened before, and no
 * symbolic link is followed, so that nothing can be exchanged on the way. The directories
 * themselves are the administrator's and may be links.
 */
public final class AllowedDirectories {
  private static final Path LOGS = Path.of("/var/log");
  private static final List<Path> CONFIGURATION =
      List.of(
          Path.of("/etc/kubernetes/cni/net.d/whereabouts.d"),
          Path.of("/etc/cni/net.d/whereabouts.d"),
          Path.of("/host/etc/cni/net.d/whereabouts.d"));

  private final List<Path> directories;

  private AllowedDirectories(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  /** Those that every node has, and these. */
  public static AllowedDirectories with(List<Path> more) {
    List<Path> all = new ArrayList<>(CONFIGURATION);
    all.add(LOGS);
    more.forEach(one -> all.add(one.toAbsolutePath().normalize()));
    return new AllowedDirectories(all);
  }

  /** The same without whereabouts' configuration directories. */
  AllowedDirectories withoutConfiguration() {
    return new AllowedDirectories(
        directories.stream().filter(one -> !CONFIGURATION.contains(one)).toList());
  }

  /** A name within a directory that is open. */
  record Place(SecureDirectoryStream<Path> parent, Path name) {
    /** What the name stands for, a link for itself. */
    BasicFileAttributes attributes() throws IOException {
      return parent
          .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes();
    }
  }

  /** What is done with a place while its directory is open. */
  interface Visit<T> {
    T at(Place place) throws IOException;
  }

  /**
   * Visits a path.
   *
   * @throws NoSuchFileException when a directory on the way is not there
   * @throws NotAllowedException when the path may not be followed
   */
  <T> T visit(String text, Visit<T> visit) throws IOException {
    Path path = parse(text);
    Path directory = directoryOf(path);
    Path rest = directory.relativize(path);
    try (DirectoryStream<Path> top = Files.newDirectoryStream(directory)) {
      if (top instanceof SecureDirectoryStream<Path> secure) {
        return visit(secure, rest.toString().isEmpty() ? Path.of(".") : rest, visit);
      }
    }
    throw new NotAllowedException("this system cannot open files safely", "");
  }

  private static <T> T visit(SecureDirectoryStream<Path> parent, Path rest, Visit<T> visit)
      throws IOException {
    Place place = new Place(parent, rest.getName(0));
    if (rest.getNameCount() == 1) {
      return visit.at(place);
    }
    BasicFileAttributes attributes = place.attributes();
    if (attributes.isSymbolicLink()) {
      throw NotAllowedException.link(place.name());
    }
    if (!attributes.isDirectory()) {
      throw new NoSuchFileException(place.name().toString());
    }
    try (SecureDirectoryStream<Path> next =
        parent.newDirectoryStream(place.name(), LinkOption.NOFOLLOW_LINKS)) {
      return visit(next, rest.subpath(1, rest.getNameCount()), visit);
    }
  }

  private static Path parse(String text) throws NotAllowedException {
    Path path = tryParse(text);
    if (path == null || !path.isAbsolute()) {
      throw new NotAllowedException("it is no absolute path", "write an absolute path");
    }
    for (Path name : path) {
      if (name.toString().equals("..")) {
        throw new NotAllowedException("a path with .. is not followed", "write it without ..");
      }
    }
    return path.normalize();
  }

  private static @Nullable Path tryParse(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private Path directoryOf(Path path) throws NotAllowedException {
    for (Path directory : directories) {
      if (path.startsWith(directory)) {
        return directory;
      }
    }
    throw new NotAllowedException(
        "networks may not name files there",
        "move it below "
            + String.join(", ", directories.stream().map(Path::toString).toList())
            + ", or start the agent with --allow-path and its directory");
  }

  @Override
  public String toString() {
    return directories.toString();
  }
}

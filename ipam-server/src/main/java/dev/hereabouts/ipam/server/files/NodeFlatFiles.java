package dev.hereabouts.ipam.server.files;

import dev.hereabouts.ipam.core.config.FlatFile;
import dev.hereabouts.ipam.core.config.FlatFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/**
 * The node's file of defaults: what {@code configuration_path} names, else the first of
 * whereabouts' places.
 *
 * <p>It is read at each call, which takes some microseconds, so that a change counts at once. A
 * directory stands for the {@code whereabouts.conf} in it. The places that no network names are the
 * administrator's: links are followed there.
 */
public final class NodeFlatFiles implements FlatFiles {
  private static final String NAME = "whereabouts.conf";
  private static final List<Path> PLACES =
      List.of(
          Path.of("/etc/kubernetes/cni/net.d/whereabouts.d", NAME),
          Path.of("/etc/cni/net.d/whereabouts.d", NAME),
          Path.of("/host/etc/cni/net.d/whereabouts.d", NAME));
  private static final int LARGEST = 1 << 20;

  private final AllowedDirectories allowed;
  private final List<Path> places;

  public NodeFlatFiles(AllowedDirectories allowed) {
    this(allowed, PLACES);
  }

  NodeFlatFiles(AllowedDirectories allowed, List<Path> places) {
    this.allowed = allowed;
    this.places = List.copyOf(places);
  }

  @Override
  public Found find(String configurationPath) {
    if (!configurationPath.isEmpty()) {
      Found named = named(configurationPath, configurationPath);
      if (!(named instanceof Found.Nothing)) {
        return named;
      }
    }
    for (Path place : places) {
      if (Files.exists(place)) {
        return inPlace(place);
      }
    }
    return new Found.Nothing();
  }

  private Found named(String configurationPath, String file) {
    try {
      return allowed.visit(file, place -> read(configurationPath, file, place));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new Found.Nothing();
    } catch (NotAllowedException e) {
      return new Found.Unusable(configurationPath, e.reason(), e.remedy());
    } catch (IOException e) {
      return unreadable(configurationPath, e);
    }
  }

  private Found read(String configurationPath, String file, AllowedDirectories.Place place)
      throws IOException {
    BasicFileAttributes attributes = place.attributes();
    if (attributes.isSymbolicLink()) {
      throw NotAllowedException.link(place.name());
    }
    if (attributes.isDirectory() && file.equals(configurationPath)) {
      return named(configurationPath, file + "/" + NAME);
    }
    if (!attributes.isRegularFile()) {
      return noFile(configurationPath);
    }
    try (SeekableByteChannel channel =
        place
            .parent()
            .newByteChannel(
                place.name(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      return content(file, channel);
    }
  }

  private static Found inPlace(Path place) {
    if (!Files.isRegularFile(place)) {
      return noFile(place.toString());
    }
    try (SeekableByteChannel channel = Files.newByteChannel(place)) {
      return content(place.toString(), channel);
    } catch (NoSuchFileException e) {
      return new Found.Nothing();
    } catch (IOException e) {
      return unreadable(place.toString(), e);
    }
  }

  private static Found content(String path, SeekableByteChannel channel) throws IOException {
    byte[] bytes = Channels.newInputStream(channel).readNBytes(LARGEST + 1);
    return bytes.length > LARGEST
        ? new Found.Unusable(path, "the file of defaults is larger than 1 MiB", "make it smaller")
        : new Found.Content(new FlatFile(path, bytes));
  }

  private static Found noFile(String path) {
    return new Found.Unusable(
        path, "the file of defaults is no regular file", "put a file there, or remove it");
  }

  private static Found unreadable(String path, IOException e) {
    return new Found.Unusable(
        path, "the file of defaults cannot be read: " + e, "make it readable, or remove it");
  }
}

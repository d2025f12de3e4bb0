package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.server.store.embedded.RecordedFile.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a disk holds of a file, changed as programs ask for it. */
final class Disk {
  private byte[] bytes;

  private Disk(byte[] bytes) {
    this.bytes = bytes;
  }

  static Disk of(Path file) throws IOException {
    return new Disk(Files.readAllBytes(file));
  }

  Disk copy() {
    return new Disk(bytes.clone());
  }

  void writeTo(Path file) throws IOException {
    Files.write(file, bytes);
  }

  void apply(Change change) {
    switch (change) {
      case Change.Write write -> apply(write, 0, write.length());
      case Change.Truncate(long size) -> bytes = Arrays.copyOf(bytes, (int) size);
      case Change.Sync() -> {}
    }
  }

  /** Puts but a part of a write where it belongs. */
  void apply(Change.Write write, int from, int to) {
    int at = (int) write.position();
    if (at + to > bytes.length) {
      bytes = Arrays.copyOf(bytes, at + to);
    }
    write.bytes().get(from, bytes, at + from, to - from);
  }
}

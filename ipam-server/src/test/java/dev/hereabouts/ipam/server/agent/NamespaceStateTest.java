package dev.hereabouts.ipam.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent makes of what it finds at a network namespace's path. */
final class NamespaceStateTest {
  @TempDir static Path directory;

  @ParameterizedTest(name = "\"{0}\" of inode {1}, found {2}: {3}")
  @CsvSource({
    "/n/a, 7, 7,  PRESENT,  false",
    "/n/a, 0, 7,  PRESENT,  false",
    "/n/a, 7, 8,  REPLACED, true",
    "/n/a, 7, 0,  MISSING,  true",
    "/n/a, 7, -1, UNKNOWN,  false",
    "'',   7, 0,  UNKNOWN,  false",
    "'',   0, 0,  UNKNOWN,  false",
  })
  @DisplayName("it is gone when nothing or another one is there; what cannot be told is not gone")
  void states(String path, long recorded, long found, NamespaceState expected, boolean isGone) {
    Holder holder = new Holder("c", "n", path, recorded, new Attempt(1, 1));
    NamespaceState state = NamespaceState.of(holder, _ -> found);
    assertThat(state).isEqualTo(expected);
    assertThat(state.isGone()).isEqualTo(isGone);
  }

  @Test
  @DisplayName("this node's are told by the files there are; a circle of links cannot be read")
  void ofThisNode() throws IOException {
    NetworkNamespaces namespaces = NetworkNamespaces.ofThisNode();
    Path file = Files.createFile(directory.resolve("a"));
    assertThat(namespaces.inode(file.toString()))
        .isEqualTo((long) Files.getAttribute(file, "unix:ino"));
    assertThat(namespaces.inode(directory.resolve("b").toString())).isZero();
    Path loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThat(namespaces.inode(loop.toString())).isEqualTo(NetworkNamespaces.UNREADABLE);
    assertThat(namespaces.hasDirectory(directory.resolve("b").toString())).isTrue();
    assertThat(namespaces.hasDirectory(directory.resolve("no/b").toString())).isFalse();
    assertThat(namespaces.hasDirectory("")).isFalse();
  }
}

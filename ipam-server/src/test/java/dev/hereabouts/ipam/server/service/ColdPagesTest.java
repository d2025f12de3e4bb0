package dev.hereabouts.ipam.server.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.server.service.ColdPages.Range;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ColdPagesTest {
  @Test
  @DisplayName("what the process may write or has copies of is kept")
  void keepsCopies() {
    List<String> smaps =
        """
        00400000-00402000 r--p 00000000 fe:00 1      /opt/runtime/bin/java
        Rss:                   8 kB
        Anonymous:             0 kB
        VmFlags: rd mr mw me
        800001000-800003000 rw-p 00001000 fe:00 2    /opt/written.jsa
        Anonymous:             0 kB
        800003000-800005000 r--p 00003000 fe:00 2    /opt/relocated.jsa
        Anonymous:             4 kB
        7f0000000000-7f0000003000 r-xp 00001000 fe:00 3   /opt/a name with blanks.so
        Anonymous:             0 kB
        7f0000003000-7f0000004000 r--s 00000000 00:01 4   /dev/shm/shared
        Anonymous:             0 kB
        7f0000005000-7f0000006000 r--p 00000000 00:00 0
        Anonymous:             0 kB
        7ffc00000000-7ffc00002000 r-xp 00000000 00:00 0   [vdso]
        Anonymous:             0 kB
        """
            .lines()
            .toList();

    assertThat(ColdPages.ranges(smaps))
        .containsExactly(
            new Range(0x400000, 0x402000), new Range(0x7f0000000000L, 0x7f0000003000L));
  }

  @Test
  @DisplayName("of this process there is something to give back, and it goes on after it")
  void givesBack() {
    assumeTrue(Files.exists(Path.of("/proc/self/smaps")), "there is no /proc/self/smaps here");
    List<Long> lengths = new ArrayList<>();

    new ColdPages((_, length) -> lengths.add(length)).giveBack();
    ColdPages.ofThisProcess().giveBack();

    assertThat(lengths).isNotEmpty().allMatch(length -> length > 0);
  }
}

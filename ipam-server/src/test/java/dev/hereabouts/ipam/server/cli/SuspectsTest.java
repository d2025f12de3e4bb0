package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.Entries;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SuspectsTest {
  private static final Entry HELD = Entries.ordinary(1);
  private static final Entry OTHER = Entries.ordinary(2);
  private static final Entry WITHOUT_CONTAINER = Entries.bare();

  @Test
  @DisplayName("what no container holds is suspect by itself, and why no more is known is said")
  void byEntries() {
    Suspects suspects = Suspects.byEntries("no right");
    assertThat(suspects.among()).accepts(WITHOUT_CONTAINER).rejects(HELD);
    assertThat(suspects.unknown()).isEqualTo("no right");
  }

  @Test
  @DisplayName("who knows the pods tells of others besides")
  void told() {
    Suspects suspects = Suspects.or(HELD::equals);
    assertThat(suspects.among()).accepts(WITHOUT_CONTAINER, HELD).rejects(OTHER);
    assertThat(suspects.unknown()).isEmpty();
  }
}

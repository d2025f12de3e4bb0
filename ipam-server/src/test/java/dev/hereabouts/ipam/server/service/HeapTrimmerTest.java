package dev.hereabouts.ipam.server.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class HeapTrimmerTest {
  private static final long MIB = 1L << 20;

  private long heap;
  private long garbage;
  private int collections;
  private final HeapTrimmer trimmer = new HeapTrimmer(() -> heap, this::collect);

  @Test
  @DisplayName("a heap that stays as it is is collected once")
  void leavesASteadyHeapAlone() {
    heap = 16 * MIB;

    trimmer.trim();
    trimmer.trim();

    assertThat(collections).isOne();
  }

  @Test
  @DisplayName("a heap is collected when it has grown by more than an eighth since the last time")
  void collectsAfterGrowth() {
    heap = 16 * MIB;
    trimmer.trim();

    grow(2 * MIB);
    trimmer.trim();
    assertThat(collections).isOne();

    grow(1);
    trimmer.trim();
    assertThat(collections).isEqualTo(2);
    assertThat(heap).isEqualTo(16 * MIB);
  }

  @Test
  @DisplayName("growth is counted from what was left, so a heap full of use is not collected again")
  void countsFromWhatWasLeft() {
    heap = 16 * MIB;
    trimmer.trim();
    heap = 32 * MIB;
    trimmer.trim();

    grow(4 * MIB);
    trimmer.trim();

    assertThat(collections).isEqualTo(2);
  }

  @Test
  @DisplayName("a small heap may grow by a MiB")
  void leavesSmallGrowthAlone() {
    heap = 2 * MIB;
    trimmer.trim();

    grow(MIB);
    trimmer.trim();

    assertThat(collections).isOne();
  }

  private void grow(long bytes) {
    heap += bytes;
    garbage += bytes;
  }

  private void collect() {
    collections++;
    heap -= garbage;
    garbage = 0;
  }
}

package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The file that is installed on every node. */
class BinaryTest {
  private static final int PROGRAM_HEADER_DYNAMIC = 2;
  private static final int PROGRAM_HEADER_INTERPRETER = 3;

  @Test
  @DisplayName("it has at most 1.5 MB")
  void size() throws Exception {
    assertThat(Files.size(ShimProcess.BINARY)).isBetween(100_000L, 1_500_000L);
    assertThat(Files.isExecutable(ShimProcess.BINARY)).isTrue();
  }

  @Test
  @DisplayName("it is a 64-bit ELF program that needs no interpreter and no library")
  void isStatic() throws Exception {
    ByteBuffer elf =
        ByteBuffer.wrap(Files.readAllBytes(ShimProcess.BINARY)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(elf.getInt(0)).isEqualTo(0x464c457f);
    assertThat(elf.get(4)).as("64 bits").isEqualTo((byte) 2);
    int table = (int) elf.getLong(32);
    int entrySize = elf.getShort(54);
    int entries = elf.getShort(56);
    assertThat(entries).isPositive();
    for (int i = 0; i < entries; i++) {
      assertThat(elf.getInt(table + i * entrySize))
          .isNotEqualTo(PROGRAM_HEADER_DYNAMIC)
          .isNotEqualTo(PROGRAM_HEADER_INTERPRETER);
    }
  }
}

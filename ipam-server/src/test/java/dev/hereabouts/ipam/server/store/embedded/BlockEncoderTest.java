package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.json.BlockMapper;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class BlockEncoderTest {
  private final BlockEncoder encoder = new BlockEncoder();

  @Test
  @DisplayName("entries that come, change and go are in the bytes as if all were written anew")
  void isAsWrittenAnew() throws IOException {
    Entry first = Entries.ordinary(1);
    Entry second = Entries.ordinary(2);
    Entry third = Entries.ordinary(3);
    Entry secondMoved = second.takenOverBy(third.holder());

    for (List<Entry> entries :
        List.of(
            List.<Entry>of(),
            List.of(first),
            List.of(first, second),
            List.of(first, secondMoved, third),
            List.of(third))) {
      StoredBlock block = block(first.block(), entries);
      assertThat(encoder.encode(block))
          .isEqualTo(Json.encode(json -> BlockMapper.write(block, json)));
    }
  }

  private static StoredBlock block(BlockId id, List<Entry> entries) {
    return new StoredBlock(id, new Version("7"), "writer", entries);
  }
}

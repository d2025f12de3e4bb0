package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.json.BlockMapper;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.EntryTexts;
import dev.hereabouts.ipam.server.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Blocks as the JSON of {@link BlockMapper}. Used by one thread. */
final class BlockEncoder {
  private static final int REMEMBERED_BLOCKS = 16;
  private static final int END_LENGTH = "]}".length();

  private final EntryTexts<byte[]> texts =
      new EntryTexts<>(
          REMEMBERED_BLOCKS, entry -> Json.encode(json -> EntryMapper.write(entry, json)));

  byte[] encode(StoredBlock block) throws IOException {
    StoredBlock frame = new StoredBlock(block.id(), block.version(), block.writer(), List.of());
    byte[] empty = Json.encode(json -> BlockMapper.write(frame, json));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(empty, 0, empty.length - END_LENGTH);
    boolean first = true;
    for (byte[] text : texts.of(block.id(), block.entries())) {
      if (!first) {
        bytes.write(',');
      }
      first = false;
      bytes.writeBytes(text);
    }
    bytes.write(empty, empty.length - END_LENGTH, END_LENGTH);
    return bytes.toByteArray();
  }
}

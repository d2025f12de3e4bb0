package dev.hereabouts.ipam.server.store.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.SingleFileStore;
import org.jspecify.annotations.Nullable;

/**
 * MVStore's file, whose newest whole version is looked for in all of it at each start.
 *
 * <p>MVStore by itself looks only where the file's header points to, and at its end; after a kill
 * that can lead to an old version, though the newest is whole. What it calls recovery is this scan;
 * its setting of that name is not used, for it would also read damaged pages as empty ones. Each
 * version has a checksum, which is compared for the newest: only that one can be torn.
 */
final class ScannedFile extends SingleFileStore {
  private static final int BLOCK = 4096;

  ScannedFile(int cacheMib) {
    super(Map.of("cacheSize", cacheMib));
  }

  @Override
  protected void readStoreHeader(boolean recoveryMode) {
    super.readStoreHeader(true);
    SFChunk last = lastChunk;
    if (last != null
        && !ChunkChecksum.holds(readFully(last, last.block * BLOCK, last.len * BLOCK))) {
      throw DataUtils.newMVStoreException(
          DataUtils.ERROR_FILE_CORRUPT, "version {0} has another checksum", last.version);
    }
  }

  @Override
  protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer bytes) {
    if (chunk != null) {
      ChunkChecksum.put(bytes);
    }
    super.writeFully(chunk, position, bytes);
  }

  /** In a torn version the way to a page may lead through that page: it is not whole then. */
  @Override
  protected Iterable<SFChunk> getChunksFromLayoutMap() {
    List<SFChunk> chunks = new ArrayList<>();
    try {
      super.getChunksFromLayoutMap().forEach(chunks::add);
    } catch (StackOverflowError e) {
      throw DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "a page without end", e);
    }
    return chunks;
  }
}

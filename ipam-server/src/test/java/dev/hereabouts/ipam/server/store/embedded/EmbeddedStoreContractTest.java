package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStoreContractTest extends BlockStoreContract {
  @TempDir Path scratch = Path.of("");
  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private @Nullable EmbeddedStore last;

  @Override
  protected BlockStore open() throws IOException {
    EmbeddedStore opened = EmbeddedStore.open(scratch.resolve("store"), writer);
    last = opened;
    return opened;
  }

  @Override
  protected BlockStore reopen(BlockStore store) throws IOException {
    ((EmbeddedStore) store).close();
    return open();
  }

  @AfterEach
  void stop() throws IOException {
    if (last != null) {
      last.close();
    }
    writer.close();
  }
}

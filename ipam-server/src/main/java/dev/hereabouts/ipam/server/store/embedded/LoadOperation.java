package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.json.BlockMapper;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.PoolMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reading all blocks and pools. */
record LoadOperation(DataFile file, Consumer<LoadOutcome> done) implements Operation {

  @Override
  public Runnable apply() {
    LoadOutcome outcome = outcome();
    return () -> done.accept(outcome);
  }

  @Override
  public void fail(String reason) {
    done.accept(new LoadOutcome.Failed(reason));
  }

  private LoadOutcome outcome() {
    try {
      List<StoredBlock> blocks = new ArrayList<>();
      for (byte[] value : file.blocks()) {
        blocks.add(Json.decode(value, BlockMapper::read));
      }
      List<Pool> pools = new ArrayList<>();
      for (byte[] value : file.pools()) {
        pools.add(Json.decode(value, PoolMapper::read));
      }
      return new LoadOutcome.Loaded(blocks, pools);
    } catch (IOException e) {
      return new LoadOutcome.Failed("the data file has what cannot be read: " + e.getMessage());
    }
  }
}

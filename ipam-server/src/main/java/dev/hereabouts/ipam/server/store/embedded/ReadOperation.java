package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.server.json.BlockMapper;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.function.Consumer;

/** Reading one block. */
record ReadOperation(DataFile file, BlockId id, Consumer<ReadOutcome> done) implements Operation {

  @Override
  public Runnable apply() {
    ReadOutcome outcome = outcome();
    return () -> done.accept(outcome);
  }

  @Override
  public void fail(String reason) {
    done.accept(new ReadOutcome.Failed(reason));
  }

  private ReadOutcome outcome() {
    byte[] value = file.block(BlockMapper.key(id));
    try {
      return value == null
          ? new ReadOutcome.Absent()
          : new ReadOutcome.Found(Json.decode(value, BlockMapper::read));
    } catch (IOException e) {
      return new ReadOutcome.Failed("the data file has what cannot be read: " + e.getMessage());
    }
  }
}

package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.json.BlockMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One write of a block, which takes effect on the version that it is based on. */
record CommitOperation(
    DataFile file, BlockEncoder encoder, BlockWrite write, Consumer<CommitOutcome> done)
    implements Operation {

  @Override
  public Runnable apply() {
    CommitOutcome outcome = outcome();
    return () -> done.accept(outcome);
  }

  @Override
  public void fail(String reason) {
    done.accept(new CommitOutcome.Unknown(reason));
  }

  private CommitOutcome outcome() {
    String key = BlockMapper.key(write.id());
    return switch (write) {
      case BlockWrite.Put put ->
          Objects.equals(put.basedOn(), versionNow(key))
              ? put(key, put)
              : new CommitOutcome.Conflict();
      case BlockWrite.Remove remove -> {
        if (!remove.basedOn().equals(versionNow(key))) {
          yield new CommitOutcome.Conflict();
        }
        file.removeBlock(key);
        yield new CommitOutcome.Committed(null);
      }
    };
  }

  private CommitOutcome put(String key, BlockWrite.Put put) {
    Version version = new Version(Long.toString(file.nextVersion()));
    StoredBlock block = new StoredBlock(put.id(), version, put.writer(), put.entries());
    byte[] value;
    try {
      value = encoder.encode(block);
    } catch (IOException e) {
      return new CommitOutcome.Rejected("no JSON: " + e.getMessage());
    }
    file.putBlock(key, value);
    return new CommitOutcome.Committed(version);
  }

  private @Nullable Version versionNow(String key) {
    byte[] value = file.block(key);
    try {
      return value == null ? null : BlockMapper.version(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

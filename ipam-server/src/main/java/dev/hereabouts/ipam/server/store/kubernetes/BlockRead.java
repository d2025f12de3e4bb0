package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import java.io.IOException;
import java.util.function.Consumer;

/** One consistent read of a block. */
record BlockRead(ApiServer api, KnownBlocks blocks, BlockId id) {

  void start(Consumer<ReadOutcome> done) {
    String path = Resource.BLOCKS.path(Resource.name(id.space(), id.cidr()));
    api.get(path, outcome -> done.accept(read(outcome)));
  }

  private ReadOutcome read(ApiOutcome outcome) {
    return switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> new ReadOutcome.Failed(reason);
      case ApiOutcome.Answered answer when Answers.isSuccess(answer) -> found(answer);
      case ApiOutcome.Answered answer when Answers.isObjectMissing(answer) -> {
        blocks.isGone(id);
        yield new ReadOutcome.Absent();
      }
      case ApiOutcome.Answered answer -> new ReadOutcome.Failed(Answers.readFailure(answer));
    };
  }

  private ReadOutcome found(ApiOutcome.Answered answer) {
    try {
      BlockObject.Read read = Json.decode(answer.body(), BlockObject::readBlock);
      if (!read.block().id().equals(id)) {
        return new ReadOutcome.Failed(
            read.head().name()
                + " is the block of the space "
                + read.block().id().space()
                + " already, and of "
                + id.space()
                + ": their names have the same hash. Rename one network_name.");
      }
      blocks.is(id, read.head());
      return new ReadOutcome.Found(read.block());
    } catch (IOException e) {
      return new ReadOutcome.Failed(String.valueOf(e.getMessage()));
    }
  }
}

package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks as a watch shows them while another writes: late, and perhaps not all.
 *
 * <p>{@link KnownBlocks} and who is told have the same blocks at every moment. A block that is not
 * understood is known to neither.
 */
final class FollowedBlocks implements Watch.Listener<FollowedBlocks.Sighting>, AutoCloseable {
  /** Some milliseconds of work: the loop has other things to do. */
  private static final int BLOCKS_AT_ONCE = 16;

  private final KnownBlocks blocks;
  private final Timer timer;
  private final Consumer<StoredBlock> found;
  private final Consumer<BlockId> gone;
  private final Runnable warm;
  private final Queue<Runnable> untold = new ArrayDeque<>();
  private @Nullable Watch<Sighting> watch;
  private boolean telling;
  private boolean listed;
  private boolean toldAll;

  /**
   * An object as the watch shows it.
   *
   * @param block null if it is not understood
   */
  record Sighting(ObjectMeta meta, BlockObject.@Nullable Read block) {
    /** Reads the object that starts at the parser's current token. */
    static Sighting read(JsonParser json) throws IOException {
      BlockObject object = BlockObject.read(json);
      ObjectHead head = object.head();
      ObjectMeta meta = new ObjectMeta(head.name(), head.uid(), head.resourceVersion());
      try {
        return new Sighting(meta, object.understood());
      } catch (IllegalArgumentException | IOException e) {
        return new Sighting(meta, null);
      }
    }
  }

  /**
   * @param found told of each block as it is now
   * @param gone told of each block that is no more
   * @param warm run when all blocks were told once
   */
  FollowedBlocks(
      KnownBlocks blocks,
      Timer timer,
      Consumer<StoredBlock> found,
      Consumer<BlockId> gone,
      Runnable warm) {
    this.warm = warm;
    this.blocks = blocks;
    this.timer = timer;
    this.found = found;
    this.gone = gone;
  }

  void follow(Watch<Sighting> with) {
    watch = with;
  }

  /** Whether it has seen all blocks, at some time. */
  boolean isWarm() {
    return listed;
  }

  @Override
  public void listed(List<Sighting> all) {
    Set<String> names = new HashSet<>();
    untold.clear();
    all.forEach(each -> {
      names.add(each.meta().name());
      untold.add(() -> take(each));
    });
    untold.add(() -> blocks.missing(names).forEach(this::forget));
    listed = true;
    tell();
  }

  @Override
  public void changed(Sighting object) {
    untold.add(() -> take(object));
    tell();
  }

  @Override
  public void removed(Sighting object) {
    untold.add(() -> forget(blocks.id(object.meta().name())));
    tell();
  }

  /** Tells of some blocks, and of the others later. */
  private void tell() {
    if (telling) {
      return;
    }
    for (int i = 0; i < BLOCKS_AT_ONCE && !untold.isEmpty(); i++) {
      untold.remove().run();
    }
    if (untold.isEmpty()) {
      if (listed && !toldAll) {
        toldAll = true;
        warm.run();
      }
    } else {
      telling = true;
      timer.after(
          1,
          () -> {
            telling = false;
            tell();
          });
    }
  }

  private void take(Sighting object) {
    if (blocks.has(object.meta())) {
      return;
    }
    BlockObject.Read block = object.block();
    if (block == null) {
      forget(blocks.id(object.meta().name()));
    } else {
      blocks.is(block.block().id(), block.head());
      found.accept(block.block());
    }
  }

  private void forget(@Nullable BlockId block) {
    if (block != null) {
      blocks.isGone(block);
      gone.accept(block);
    }
  }

  /** Ends it; of what was not told yet, nothing is. */
  @Override
  public void close() {
    untold.clear();
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}

package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A process that writes blocks without end, several at a time, and prints each write once it is
 * confirmed: block, version, round.
 */
final class CommitLoop {
  static final int BLOCKS = 8;
  private static final int MAX_ENTRIES = 40;

  private final EmbeddedStore store;
  private final PrintStream out;

  private CommitLoop(EmbeddedStore store, PrintStream out) {
    this.store = store;
    this.out = out;
  }

  /** Takes the directory, and the first round, a multiple of ten. */
  public static void main(String[] arguments) throws Exception {
    ExecutorService writer = Executors.newSingleThreadExecutor();
    EmbeddedStore store = EmbeddedStore.open(Path.of(arguments[0]), writer);
    Map<BlockId, Version> versions = new HashMap<>();
    for (StoredBlock block : Answers.blocks(store)) {
      versions.put(block.id(), block.version());
    }
    CommitLoop loop = new CommitLoop(store, System.out);
    for (int block = 0; block < BLOCKS; block++) {
      loop.write(block, versions.get(id(block)), Integer.parseInt(arguments[1]));
    }
  }

  private void write(int block, @Nullable Version basedOn, int round) {
    BlockWrite write =
        basedOn != null && isRemoval(round)
            ? new BlockWrite.Remove(id(block), basedOn)
            : new BlockWrite.Put(id(block), basedOn, "w" + round, entries(block, round));
    store.commit(
        write,
        outcome -> {
          Version version = ((CommitOutcome.Committed) outcome).version();
          out.println(block + " " + (version == null ? "-" : version.text()) + " " + round + ".");
          write(block, version, round + 1);
        });
  }

  static BlockId id(int block) {
    return BlockId.of("", Address.v4(0x0a01_0000 + block * 64));
  }

  /** Whether the round removes its block. */
  static boolean isRemoval(int round) {
    return round % 10 == 9;
  }

  static List<Entry> entries(int block, int round) {
    return IntStream.range(0, round % MAX_ENTRIES)
        .mapToObj(i -> Entries.ordinary(block * 64 + i))
        .toList();
  }
}

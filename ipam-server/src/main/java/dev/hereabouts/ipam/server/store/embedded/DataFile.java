package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.server.agent.cluster.Tenure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The maps of the data file, and the one way to make them durable. Used by one thread at a time.
 *
 * <p>No chunk is kept for its age, so the file stays small. That is safe although the disk may
 * write in any order between two syncs: a chunk's space is used anew only when five later versions
 * are stored, and each of ours was synced before the next began.
 */
final class DataFile {
  static final int FORMAT = 1;
  private static final String FORMAT_KEY = "format";
  private static final String VERSION_KEY = "version";
  private static final String EPOCH_KEY = "epoch";
  private static final String FIRST_EPOCH_KEY = "first-epoch";
  private static final String BOOT_EPOCH_KEY = "boot-epoch";
  private static final String BOOT_HIGH_KEY = "boot-high";
  private static final String BOOT_LOW_KEY = "boot-low";
  private static final String COUNTERS = "hereabouts";
  private static final int CACHE_MIB = 1;

  private final MVStore store;
  private final MVMap<String, Long> counters;
  private final MVMap<String, byte[]> blocks;
  private final MVMap<String, byte[]> pools;
  private final MVMap<String, Long> sandboxes;
  private final MVMap<Long, byte[]> releases;
  private boolean changed;
  private final AtomicLong syncs = new AtomicLong();

  DataFile(MVStore store) {
    this.store = store;
    counters = numbers(COUNTERS);
    blocks = values("blocks");
    pools = values("pools");
    sandboxes = numbers("sandboxes");
    releases =
        store.openMap(
            "releases",
            new MVMap.Builder<Long, byte[]>()
                .keyType(LongDataType.INSTANCE)
                .valueType(CheckedBytes.TYPE));
  }

  /** Makes a new file. */
  static void create(Path path) {
    MVStore store = open(path.toString());
    try {
      DataFile file = new DataFile(store);
      writeFormat(store, FORMAT);
      file.changed = true;
      file.sync();
      store.close();
    } finally {
      store.closeImmediately();
    }
  }

  /**
   * Opens a file and reads all of it once, so that damage shows now and not at some ADD.
   *
   * @throws IOException if the file cannot be read
   * @throws StoreUnavailableException if it is of no format that this version reads
   * @throws RuntimeException of MVStore if it is not an MVStore file or is damaged
   */
  static DataFile openExisting(Path path) throws IOException {
    long newestTrace = VersionTraces.newest(path);
    MVStore store = open(path.toString());
    boolean opened = false;
    try {
      long version = store.getCurrentVersion();
      if (newestTrace > version + 1) {
        throw DataUtils.newMVStoreException(
            DataUtils.ERROR_FILE_CORRUPT,
            "its last whole version is {0}, but version {1} was begun",
            version,
            newestTrace);
      }
      checkFormat(store, path);
      DataFile file = new DataFile(store);
      file.blocks.forEach((key, value) -> {});
      file.pools.forEach((key, value) -> {});
      file.sandboxes.forEach((key, value) -> {});
      file.releases.forEach((key, value) -> {});
      opened = true;
      return file;
    } finally {
      if (!opened) {
        store.closeImmediately();
      }
    }
  }

  /** Opens the file as MVStore names files, which may have a file system's prefix. */
  static MVStore open(String name) {
    ScannedFile file = new ScannedFile(CACHE_MIB);
    file.open(name, false, null);
    boolean opened = false;
    try {
      MVStore store = new MVStore.Builder().adoptFileStore(file).autoCommitDisabled().open();
      store.setRetentionTime(0);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  /** Notes the format, of a newer version in tests. */
  static void writeFormat(MVStore store, long format) {
    store.openMap(COUNTERS, numberMap()).put(FORMAT_KEY, format);
  }

  private static void checkFormat(MVStore store, Path path) throws StoreUnavailableException {
    Long format = null;
    if (store.hasMap(COUNTERS)) {
      MVMap<String, Long> counters = store.openMap(COUNTERS, numberMap());
      format = counters.get(FORMAT_KEY);
    }
    if (format == null) {
      throw DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "it names no format");
    }
    if (format > FORMAT) {
      throw new StoreUnavailableException(
          path
              + " has format "
              + format
              + ", and this version reads up to "
              + FORMAT
              + ". Run the newer version that wrote it, or take another directory.");
    }
  }

  byte @Nullable [] block(String key) {
    return blocks.get(key);
  }

  void putBlock(String key, byte[] value) {
    changed = true;
    blocks.put(key, value);
  }

  void removeBlock(String key) {
    changed = true;
    blocks.remove(key);
  }

  Collection<byte[]> blocks() {
    return blocks.values();
  }

  byte @Nullable [] pool(String key) {
    return pools.get(key);
  }

  void putPool(String key, byte[] value) {
    changed = true;
    pools.put(key, value);
  }

  Collection<byte[]> pools() {
    return pools.values();
  }

  void putSandbox(String key, long since) {
    changed = true;
    sandboxes.put(key, since);
  }

  void removeSandboxes(LongPredicate since) {
    sandboxes.forEach((key, value) -> {
      if (since.test(value)) {
        changed = true;
        sandboxes.remove(key);
      }
    });
  }

  /** The time of each, by its key. */
  Set<Map.Entry<String, Long>> sandboxes() {
    return sandboxes.entrySet();
  }

  void putRelease(long number, byte[] value) {
    changed = true;
    releases.put(number, value);
  }

  void removeRelease(long number) {
    changed |= releases.remove(number) != null;
  }

  /** In the order of their numbers. */
  Set<Map.Entry<Long, byte[]>> releases() {
    return releases.entrySet();
  }

  /** A number that no other call had or will have, if what it is used for is synced. */
  long nextVersion() {
    return increment(VERSION_KEY);
  }

  long nextEpoch() {
    return increment(EPOCH_KEY);
  }

  /** Makes the next epoch greater than this one. */
  void raiseEpoch(long epoch) {
    raise(EPOCH_KEY, epoch);
  }

  /** Makes this the first epoch of the file's tenure, if none that is later is. */
  void raiseFirstEpoch(long epoch) {
    raise(FIRST_EPOCH_KEY, epoch);
  }

  private void raise(String key, long to) {
    if (counters.getOrDefault(key, 0L) < to) {
      changed = true;
      counters.put(key, to);
    }
  }

  /**
   * Counts a start, and notes in which boot of the node it is.
   *
   * @param boot null when nobody can tell
   */
  CountedStart nextStart(@Nullable UUID boot) {
    long epoch = nextEpoch();
    counters.putIfAbsent(FIRST_EPOCH_KEY, epoch);
    long first = counters.get(FIRST_EPOCH_KEY);
    if (boot == null) {
      // the next start could take this boot for an earlier one
      counters.remove(BOOT_HIGH_KEY);
      counters.remove(BOOT_LOW_KEY);
      return new CountedStart(epoch, new Tenure(first, 0));
    }
    Long high = counters.put(BOOT_HIGH_KEY, boot.getMostSignificantBits());
    Long low = counters.put(BOOT_LOW_KEY, boot.getLeastSignificantBits());
    if (high != null && low != null && !boot.equals(new UUID(high, low))) {
      counters.put(BOOT_EPOCH_KEY, epoch);
    }
    return new CountedStart(epoch, new Tenure(first, counters.getOrDefault(BOOT_EPOCH_KEY, 0L)));
  }

  private long increment(String key) {
    changed = true;
    long next = counters.getOrDefault(key, 0L) + 1;
    counters.put(key, next);
    return next;
  }

  /** Makes every change until now durable; throws if it cannot be said that it is. */
  void sync() {
    if (!changed) {
      return;
    }
    store.commit();
    if (store.isClosed() || store.hasUnsavedChanges()) {
      throw DataUtils.newMVStoreException(
          DataUtils.ERROR_WRITING_FAILED, "the store did not commit");
    }
    store.sync();
    changed = false;
    syncs.incrementAndGet();
  }

  /** How often the disk was waited for. */
  long syncs() {
    return syncs.get();
  }

  /** Closes the file; what is unsaved even now is synced before MVStore marks it as closed. */
  void close() {
    changed |= store.hasUnsavedChanges();
    sync();
    store.close();
  }

  /** Closes without writing anything. */
  void abandon() {
    store.closeImmediately();
  }

  private MVMap<String, Long> numbers(String name) {
    return store.openMap(name, numberMap());
  }

  private MVMap<String, byte[]> values(String name) {
    return store.openMap(
        name,
        new MVMap.Builder<String, byte[]>()
            .keyType(StringDataType.INSTANCE)
            .valueType(CheckedBytes.TYPE));
  }

  private static MVMap.Builder<String, Long> numberMap() {
    return new MVMap.Builder<String, Long>()
        .keyType(StringDataType.INSTANCE)
        .valueType(LongDataType.INSTANCE);
  }
}

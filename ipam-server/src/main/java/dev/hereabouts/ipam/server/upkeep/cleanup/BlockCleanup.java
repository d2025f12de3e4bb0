package dev.hereabouts.ipam.server.upkeep.cleanup;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest.Claim;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.upkeep.Leak;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended.How;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Releases addresses of one block: reads it, asks for the pods, writes it on the version that was
 * read. A pod that gets one of the addresses anew after it was asked for has the block written, so
 * this write comes too late and all is decided again.
 */
final class BlockCleanup {
  private static final int TRIES = 20;

  /** The API server's word for what is not allowed: it is not allowed for any other block. */
  private static final String FORBIDDEN = "403: ";

  private final Blocks blocks;
  private final FreshPods pods;
  private final BlockId block;
  private final String writer;
  private final long pauseMillis;
  private final Map<Claim, Leak> left = new LinkedHashMap<>();
  private final List<Ended> ended = new ArrayList<>();

  /** What a write was to release of which the outcome is not known. */
  private Set<Claim> sent = Set.of();

  BlockCleanup(
      Blocks blocks,
      FreshPods pods,
      BlockId block,
      List<Leak> leaks,
      String writer,
      long pauseMillis) {
    this.blocks = blocks;
    this.pods = pods;
    this.block = block;
    this.writer = writer;
    this.pauseMillis = pauseMillis;
    leaks.forEach(leak -> left.put(Claim.of(leak.entry()), leak));
  }

  List<Ended> run() throws IOException, InterruptedException {
    String reason = "";
    for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
      if (i > 0) {
        Thread.sleep(pauseMillis);
      }
      StoredBlock stored = null;
      switch (blocks.read(block)) {
        case ReadOutcome.Failed(String why) -> {
          reason = why;
          continue;
        }
        case ReadOutcome.Found(StoredBlock found) -> stored = found;
        case ReadOutcome.Absent() -> {}
      }
      List<Entry> going = going(stored == null ? List.of() : stored.entries());
      if (stored == null || going.isEmpty()) {
        break; // none is left to release
      }
      switch (blocks.commit(without(going, stored, writer + "." + i))) {
        case CommitOutcome.Committed(Version version) -> committed(going, stored, version);
        case CommitOutcome.Conflict() -> reason = "others write its block all the time";
        case CommitOutcome.Unknown(String why) -> {
          reason = why;
          sent = going.stream().map(Claim::of).collect(Collectors.toSet());
        }
        case CommitOutcome.Rejected(String why) -> {
          if (why.startsWith(FORBIDDEN)) {
            throw new IOException(why);
          }
          end(How.FAILED, why);
        }
      }
    }
    end(How.FAILED, reason);
    return ended;
  }

  /** The entries that are to go; what is not a leak any more has ended. */
  private List<Entry> going(List<Entry> stored) throws IOException {
    List<Entry> present = new ArrayList<>();
    for (Leak leak : List.copyOf(left.values())) {
      Entry now = same(leak.entry(), stored);
      if (now == null) {
        boolean ours = sent.contains(Claim.of(leak.entry()));
        end(leak, ours ? How.RELEASED : How.GONE_ALREADY, "");
      } else if (!isUnchanged(now, leak.entry())) {
        end(leak, How.KEPT, "it changed hands meanwhile");
      } else {
        present.add(now);
      }
    }
    Map<Pod, PodState> states = pods.states(present.stream().map(Entry::pod).distinct().toList());
    List<Entry> going = new ArrayList<>();
    for (Entry entry : present) {
      PodState state = states.getOrDefault(entry.pod(), PodState.UNKNOWN);
      if (Leak.of(entry, state) == null) {
        end(leakOf(entry), How.KEPT, state == PodState.LIVE ? "its pod is there" : "");
      } else {
        going.add(entry);
      }
    }
    return going;
  }

  private static @Nullable Entry same(Entry entry, List<Entry> stored) {
    for (Entry each : stored) {
      if (each.id().equals(entry.id())
          && each.address().equals(entry.address())
          && each.pool().equals(entry.pool())) {
        return each;
      }
    }
    return null;
  }

  /** Whether the same sandbox of the same pod holds it: that one was judged. */
  private static boolean isUnchanged(Entry now, Entry shown) {
    return Claim.of(now).equals(Claim.of(shown)) && now.pod().equals(shown.pod());
  }

  private Leak leakOf(Entry entry) {
    Leak leak = left.get(Claim.of(entry));
    if (leak == null) {
      throw new IllegalStateException("was not to be released: " + entry);
    }
    return leak;
  }

  private static BlockWrite without(List<Entry> going, StoredBlock stored, String writer) {
    List<Entry> rest = new ArrayList<>(stored.entries());
    rest.removeAll(going);
    return new BlockWrite.Put(stored.id(), stored.version(), writer, rest);
  }

  private void committed(List<Entry> going, StoredBlock stored, @Nullable Version version)
      throws IOException, InterruptedException {
    going.forEach(entry -> end(leakOf(entry), How.RELEASED, ""));
    if (version != null && going.size() == stored.entries().size()) {
      blocks.commit(new BlockWrite.Remove(block, version)); // else the leader removes it some day
    }
  }

  private void end(How how, String text) {
    List.copyOf(left.values()).forEach(leak -> end(leak, how, text));
  }

  private void end(Leak leak, How how, String text) {
    left.remove(Claim.of(leak.entry()));
    ended.add(new Ended(leak, how, text));
  }
}

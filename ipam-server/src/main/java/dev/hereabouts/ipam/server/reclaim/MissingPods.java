package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds entries whose pod may be gone or completed: by a list of all pods at most every ten
 * minutes, and by a watch in between.
 *
 * <p>What it says is a hint and nothing more, for both may be late: whoever gets it looks at the
 * pod. So nothing is kept of a pod.
 */
final class MissingPods implements Watch.Listener<KnownPod>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MissingPods.class);

  /** Completed pods are none here: when a pod completes, its watch tells that it is gone. */
  private static final String PODS =
      "/api/v1/pods?fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed";

  static final long SWEEP_MILLIS = 600_000;
  private static final int PODS_A_PAGE = 100;
  private static final int PODS_AT_ONCE = 1_000;
  private static final int BLOCKS_AT_ONCE = 32;

  /** What a list leaves out is looked at little by little: it may be much, and is never urgent. */
  private static final int TOLD_AT_ONCE = 50;

  private static final long TELLING_MILLIS = 100;

  /** Stands for the pods that hold nothing. */
  private static final KnownPod NO_HOLDER = new KnownPod("", "", "", "", false);

  private final ApiServer api;
  private final Timer timer;
  private final Supplier<Ledger> ledger;
  private final Consumer<Entry> mayBeMissing;
  private final Consumer<String> seen;
  private final Queue<Entry> leftOut = new ArrayDeque<>();
  private @Nullable Watch<KnownPod> watch;
  private boolean closed;
  private int sweeps;

  /**
   * @param mayBeMissing told of entries whose pod was not seen
   * @param seen told by which identities a pod is seen that holds something
   */
  MissingPods(
      ApiServer api,
      Timer timer,
      Supplier<Ledger> ledger,
      Consumer<Entry> mayBeMissing,
      Consumer<String> seen) {
    this.api = api;
    this.timer = timer;
    this.ledger = ledger;
    this.mayBeMissing = mayBeMissing;
    this.seen = seen;
  }

  /** Lists all pods and follows them, now and every ten minutes. */
  void sweep() {
    if (closed) {
      return;
    }
    if (watch != null) {
      watch.close();
    }
    sweeps++;
    watch =
        Watch.start(
            api,
            timer,
            new Listing.Collection<>(
                PODS, View.METADATA, PODS_A_PAGE, json -> holderOrNone(PodForm.read(json))),
            this);
    timer.after(SWEEP_MILLIS, this::sweep);
  }

  private KnownPod holderOrNone(KnownPod pod) {
    Ledger now = ledger.get();
    for (String identity : PodForm.identities(pod)) {
      if (!now.entriesOfPod(identity).isEmpty()) {
        return pod;
      }
    }
    return NO_HOLDER;
  }

  @Override
  public void listed(List<KnownPod> all) {
    int number = sweeps;
    Slices slices = new Slices(timer, () -> !closed && number == sweeps);
    Set<String> there = new HashSet<>();
    slices.each(
        all.iterator(),
        PODS_AT_ONCE,
        pod -> there.addAll(PodForm.identities(pod)),
        () -> compare(there, slices));
  }

  private void compare(Set<String> there, Slices slices) {
    leftOut.clear();
    List<BlockId> blocks = ledger.get().blocks().toList();
    slices.each(
        blocks.iterator(),
        BLOCKS_AT_ONCE,
        block -> {
          for (Entry entry : ledger.get().entries(block)) {
            if (!there.contains(entry.pod().identity())) {
              leftOut.add(entry);
            }
          }
        },
        () -> tell(sweeps));
  }

  private void tell(int number) {
    if (closed || number != sweeps) {
      return;
    }
    for (int i = 0; i < TOLD_AT_ONCE && !leftOut.isEmpty(); i++) {
      mayBeMissing.accept(leftOut.remove());
    }
    if (!leftOut.isEmpty()) {
      timer.after(TELLING_MILLIS, () -> tell(number));
    }
  }

  @Override
  public void changed(KnownPod pod) {
    PodForm.identities(pod).forEach(seen);
  }

  @Override
  public void removed(KnownPod pod) {
    for (String identity : PodForm.identities(pod)) {
      ledger.get().entriesOfPod(identity).forEach(mayBeMissing);
    }
  }

  /** Listing so soon would cost too much: what is missed until the next sweep, that one finds. */
  @Override
  public void forgotten(Runnable list) {
    LOG.info("the watch of pods has a gap, until they are listed the next time");
  }

  @Override
  public void close() {
    closed = true;
    if (watch != null) {
      watch.close();
    }
  }
}

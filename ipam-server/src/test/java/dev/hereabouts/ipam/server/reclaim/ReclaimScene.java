package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Decider;
import dev.hereabouts.ipam.core.allocation.Decision;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import dev.hereabouts.ipam.core.reclaim.Suspicion;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.server.reclaim.ModelApi.ModelPod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A leader's reclaimer with a model of the cluster around it. */
final class ReclaimScene {
  static final long GRACE = 60_000;
  private static final Cidr RANGE = Cidr.of(Address.v4(0x0a000000), 8);
  private static final PoolId POOL = new PoolId("", RANGE);
  private static final long COMMIT_MILLIS = 5;

  final VirtualTime time = new VirtualTime();
  final ModelApi api = new ModelApi(time);
  final Ledger ledger = new Ledger();
  final List<String> released = new ArrayList<>();
  private final Decider decider = new Decider(ledger, () -> new OwnershipId(9, 9));
  private long ids;
  Reclaimer reclaimer;

  /** Is told of an entry before it is released. */
  Consumer<Entry> whenReleased = _ -> {};

  private final long grace;

  ReclaimScene() {
    this(GRACE);
  }

  ReclaimScene(long grace) {
    this.grace = grace;
    api.putNode("node-1", false);
    api.putNode("node-2", false);
    reclaimer = newReclaimer();
  }

  private Reclaimer newReclaimer() {
    return Reclaimer.start(
        api,
        time,
        time::now,
        new Holdings() {
          @Override
          public Ledger ledger() {
            return ledger;
          }

          @Override
          public void release(ReleaseRequest request, Consumer<Reply> answer) {
            time.after(
                1,
                () -> {
                  Decision decision = decider.decide(request);
                  if (decision.reply() instanceof Reply.Released(List<Entry> entries)) {
                    entries.forEach(whenReleased);
                  }
                  decision.changes().forEach(ledger::apply);
                  time.after(COMMIT_MILLIS, () -> answer.accept(decision.reply()));
                });
          }
        },
        grace,
        new ReclaimListener() {
          @Override
          public void released(
              Entry entry, Suspicion suspicion, Witness witness, long suspectMillis) {
            released.add(
                entry.holder().containerId()
                    + " "
                    + suspicion.reason().code()
                    + " "
                    + witness.code());
          }
        });
  }

  /** Another allocator leads. */
  void newLeader() {
    reclaimer.close();
    reclaimer = newReclaimer();
  }

  /** Stands for an ADD by a sandbox whose container is called as its pod's UID. */
  Entry add(String pod, String uid, String node) {
    return add(pod, uid, uid, node);
  }

  Entry add(String pod, String uid, String container, String node) {
    return add(pod, uid, new Holder(container, node, "/n/" + container, 1, new Attempt(1, ++ids)));
  }

  Entry add(String pod, String uid, Holder holder) {
    ids++;
    Entry entry =
        new Entry(
            Address.v4((int) (0x0a000000 + ids)),
            POOL,
            Kind.ORDINARY,
            new Pod(uid, "ns", pod),
            "net1",
            0,
            holder,
            null,
            "net",
            0,
            new OwnershipId(1, ids),
            "");
    ledger.apply(Change.OfEntry.created(entry));
    return entry;
  }

  void pod(String name, String uid, String phase) {
    api.put(new ModelPod(name, uid, "", phase));
  }

  /**
   * The agent of a node tells which sandboxes of it are no more.
   *
   * @return whether the leader holds all of them on that node
   */
  boolean report(String node, SandboxState state, Entry... entries) {
    return reclaimer.reported(
        node,
        Stream.of(entries)
            .map(entry -> new LostSandbox(ReleaseRequest.Claim.of(entry), state))
            .toList());
  }

  /** Lets time pass, in which the agents of these nodes live. */
  void pass(long millis, String... nodes) {
    for (long left = millis; left > 0; left -= 1_000) {
      for (String node : nodes) {
        reclaimer.heard(node);
      }
      time.pass(Math.min(left, 1_000));
    }
  }

  long suspects() {
    return reclaimer.suspicions().count();
  }
}

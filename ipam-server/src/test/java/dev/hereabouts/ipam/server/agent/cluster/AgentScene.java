package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.server.agent.Deadlines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node's agent and the cluster's leader. Each ADD has a network namespace of its own. */
final class AgentScene {
  private static final Cidr RANGE = Cidr.of(Address.v4(0x0a000000), 24);

  final ManualTime time = new ManualTime();
  final ModelLeader leader = new ModelLeader(time);
  final MemoryJournal journal = new MemoryJournal();
  long epoch;
  long raisedTo;
  ClusterAllocations agent;

  /** Counts the calls, over all starts. */
  int calls;

  AgentScene() {
    agent = newAgent();
  }

  /** Kills the agent and starts the next. */
  void restart() {
    time.kill();
    leader.forgetAgents();
    agent = newAgent();
  }

  private ClusterAllocations newAgent() {
    epoch = Math.max(epoch, raisedTo) + 1;
    return new ClusterAllocations(
        leader,
        journal,
        raised -> raisedTo = raised,
        time,
        time.pace(),
        Patience.within(Deadlines.CONTRACT),
        "node",
        epoch);
  }

  AgentScene started() {
    agent.start(journal.all());
    time.run();
    return this;
  }

  /** An ADD and its answer. */
  static final class Asked {
    final AddRequest request;
    @Nullable Reply reply;

    Asked(AddRequest request) {
      this.request = request;
    }

    String netns() {
      return request.holder().netns();
    }
  }

  Asked add(int pod, String container) {
    calls++;
    Holder holder =
        new Holder(container, "node", "/netns/" + calls, calls, new Attempt(epoch, calls));
    Interval window = new Interval(RANGE.network().next(), RANGE.last().previous());
    AddRequest request =
        new AddRequest(
            new Pod("uid-" + pod, "ns", "pod-" + pod),
            "net1",
            holder,
            false,
            "net",
            "",
            List.of(new RangeRequest(RANGE, window, List.of(), null, null, false)),
            List.of(),
            0);
    Asked asked = new Asked(request);
    agent.add(request, reply -> asked.reply = reply);
    time.run();
    return asked;
  }

  /** The answers that the DEL gets. */
  List<Reply> delete(String container) {
    calls++;
    return release(new ReleaseRequest.Deleted(container, "net1", new Attempt(epoch, calls)));
  }

  List<Reply> undo(Asked asked) {
    Holder holder = asked.request.holder();
    return release(new ReleaseRequest.Abandoned(holder.containerId(), "net1", holder.attempt()));
  }

  List<Reply> release(ReleaseRequest request) {
    List<Reply> replies = new ArrayList<>();
    agent.release(request, replies::add);
    time.run();
    return replies;
  }

  /** An entry of this node that the leader has from another time. */
  static Entry entry(int number, String container, long epoch) {
    return new Entry(
        Address.v4(0x0a000000 + number),
        new PoolId("", RANGE),
        Kind.ORDINARY,
        new Pod("old-uid-" + number, "ns", "old-" + number),
        "net1",
        0,
        new Holder(container, "node", "/netns/0", 1, new Attempt(epoch, 1)),
        null,
        "net",
        0,
        new OwnershipId(7, number),
        "");
  }
}

package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.server.agent.Allocations;
import dev.hereabouts.ipam.server.agent.NetworkNamespaces;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal.Journaled;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's leader as the agent's verbs see it, whether it is there or not.
 *
 * <ul>
 *   <li>An ADD waits for the leader inside its time. One that failed and may have taken effect
 *       becomes a journaled release.
 *   <li>A DEL is answered yes when the leader confirmed it or the journal has it, never else.
 *   <li>What is to be released of an interface or a pod's sandboxes goes before its next ADD.
 *   <li>Nothing is sent before the leader has told what the node holds: only then it is known that
 *       this start's attempts count as later than those.
 * </ul>
 */
public final class ClusterAllocations implements Allocations {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterAllocations.class);

  private final Leader leader;
  private final EpochCounter epochs;
  private final Pace pace;
  private final Patience patience;
  private final Link link;
  private final Stamps stamps;
  private final NodeRecord record;
  private final RecordLoader loader;
  private final ReleaseOutbox outbox;
  private final RunningAdds adds;
  private boolean epochIsSafe;
  private @Nullable LostSandboxes lost;
  private @Nullable SandboxReports reports;

  /**
   * @param loop the event loop, on which all is called and answered
   * @param startEpoch the epoch of the attempts that come from this start's verbs
   */
  public ClusterAllocations(
      Leader leader,
      ReleaseJournal journal,
      EpochCounter epochs,
      Executor loop,
      Pace pace,
      Patience patience,
      String node,
      long startEpoch) {
    this.leader = leader;
    this.epochs = epochs;
    this.pace = pace;
    this.patience = patience;
    link = new Link(pace);
    stamps = new Stamps(startEpoch);
    record = new NodeRecord(node);
    loader = new RecordLoader(leader, pace, record, this::recordLoaded);
    outbox = new ReleaseOutbox(leader, journal, loop, pace, link, this::confirmed);
    adds = new RunningAdds(leader, pace, link, new AddSurroundings());
  }

  /**
   * Begins, with what was journaled before a restart. To be called once, before any call is served.
   */
  public void start(List<Journaled> journaled) {
    outbox.restore(journaled);
    leader.onConnected(this::connected);
    leader.onLost(link::fails);
    loader.load();
  }

  /** What the leader has not confirmed yet. */
  public WaitingReleases waitingReleases() {
    return outbox.waiting();
  }

  /**
   * From now on the leader is told which sandboxes of this node are no more. To be called once,
   * before {@link #start}.
   */
  public void reportLostSandboxes(NetworkNamespaces namespaces, Tenure tenure) {
    lost = new LostSandboxes(namespaces, tenure);
    reports = new SandboxReports(leader, pace, record, loader, lost);
    reports.start();
  }

  @Override
  public void add(AddRequest request, Consumer<Reply> answer) {
    adds.start(request, patience.add(), answer);
  }

  @Override
  public void release(ReleaseRequest request, Consumer<Reply> answer) {
    switch (request) {
      case ReleaseRequest.Deleted deleted -> {
        adds.end(add ->
            add.isOf(deleted.containerId(), deleted.ifName())
                && add.request.holder().attempt().compareTo(deleted.arrival()) <= 0);
        delete(deleted, answer);
      }
      case ReleaseRequest.Abandoned abandoned -> {
        boolean neverSent =
            adds.end(add ->
                add.isOf(abandoned.containerId(), abandoned.ifName())
                    && add.request.holder().attempt().equals(abandoned.attempt()));
        if (neverSent) {
          answer.accept(new Reply.Released(List.of()));
        } else {
          abandon(abandoned, answer);
        }
      }
      case ReleaseRequest.Reclaimed reclaimed -> reclaim(reclaimed, answer);
    }
  }

  private void delete(ReleaseRequest.Deleted request, Consumer<Reply> answer) {
    Answering answering = new Answering(answer);
    Delivery delivery = outbox.submit(stamps.of(request), answering::accept);
    answering.orFail(delivery);
    pace.timer()
        .after(
            patience.journal(),
            () -> {
              if (!answering.isDone()) {
                outbox.keep(
                    delivery,
                    kept -> {
                      if (kept) {
                        answering.accept(new Reply.Released(List.of()));
                      } else {
                        LOG.error("a DEL cannot be journaled: {}", delivery.request);
                      }
                    });
              }
            });
  }

  private void abandon(ReleaseRequest.Abandoned request, Consumer<Reply> answer) {
    Answering answering = new Answering(answer);
    Delivery delivery = outbox.submit(stamps.of(request), answering::accept);
    outbox.keep(delivery, kept -> answering.accept(kept ? new Reply.Released(List.of()) : lost()));
  }

  private static Reply lost() {
    return new Reply.Unavailable("the journal cannot be written, and the leader did not confirm");
  }

  /** The journal can be written again: what only memory has goes there. */
  public void journalAgain() {
    outbox.keepFailed();
  }

  /** Entries of which the leader has not told the ID are looked up first. */
  private void reclaim(ReleaseRequest.Reclaimed request, Consumer<Reply> answer) {
    List<ReleaseRequest.Claim> unknown =
        request.claims().stream().filter(claim -> record.isOwnId(claim.id())).toList();
    if (unknown.isEmpty()) {
      Answering answering = new Answering(answer);
      answering.orFail(outbox.submit(request, answering::accept));
    } else {
      loader.load(() -> reclaim(known(request, unknown), answer));
    }
  }

  private ReleaseRequest.Reclaimed known(
      ReleaseRequest.Reclaimed request, List<ReleaseRequest.Claim> unknown) {
    return new ReleaseRequest.Reclaimed(
        request.claims().stream()
            .map(claim -> unknown.contains(claim) ? record.known(claim) : claim)
            .filter(Objects::nonNull)
            .toList());
  }

  private void connected() {
    link.works();
    if (reports != null) {
      reports.connected();
    }
    loader.load();
    outbox.reconnected();
    adds.reconnected();
  }

  private void recordLoaded() {
    link.works();
    if (!epochIsSafe) {
      long highest =
          Math.max(record.highestEpoch(), outbox.highestEpochBefore(stamps.startEpoch()));
      if (highest >= stamps.startEpoch()) {
        LOG.info("the node has entries of epoch {}: its state directory is new or a copy", highest);
        stamps.raiseTo(highest + 1);
        outbox.restamp(stamps);
        epochs.raiseTo(highest + 1);
        if (lost != null) {
          lost.from(highest + 1);
        }
      }
      epochIsSafe = true;
      outbox.open();
    }
    adds.wake();
    if (reports != null) {
      reports.scan();
    }
  }

  private void confirmed(ReleaseRequest release) {
    record.released(release);
    adds.wake();
  }

  @Override
  public @Nullable String unknownEntries() {
    return loader.obstacle();
  }

  @Override
  public List<Entry> entriesOfContainer(String containerId) {
    return record.entriesOfContainer(containerId);
  }

  @Override
  public Stream<Entry> entriesOfNode() {
    return record.entries();
  }

  @Override
  public @Nullable String outage() {
    String reason = link.outage();
    if (reason == null) {
      reason = loader.obstacle();
    }
    if (reason == null) {
      return null;
    }
    return outbox.size() == 0
        ? reason
        : reason + "; " + outbox.size() + " releases wait to be delivered";
  }

  /** Gives one answer to a release: the first. */
  private final class Answering {
    private final Consumer<Reply> answer;
    private Runnable cancel = () -> {};
    private boolean done;

    Answering(Consumer<Reply> answer) {
      this.answer = answer;
    }

    boolean isDone() {
      return done;
    }

    void accept(Reply reply) {
      if (!done) {
        done = true;
        cancel.run();
        answer.accept(reply);
      }
    }

    /** Answers that it failed when the time is over. */
    void orFail(Delivery delivery) {
      if (!done) {
        cancel =
            pace.timer()
                .after(
                    patience.release(),
                    () -> {
                      outbox.failed(delivery);
                      accept(new Reply.Unavailable(delivery.obstacle));
                    });
      }
    }
  }

  /** What the ADDs need. */
  private final class AddSurroundings implements RunningAdds.Surroundings {
    @Override
    public @Nullable String obstacle(AddRequest request) {
      if (!epochIsSafe) {
        String outage = link.outage();
        return outage != null ? outage : loader.obstacle();
      }
      return outbox.precedes(request, record.containersOfPod(request.pod().identity()))
          ? "a release that comes first has not been confirmed"
          : null;
    }

    @Override
    public AddRequest stamped(AddRequest request) {
      return stamps.of(request);
    }

    @Override
    public void assigned(AddRequest stamped, Reply.Assigned reply) {
      record.assigned(stamped, reply);
    }

    @Override
    public void abandon(AddRequest stamped) {
      ClusterAllocations.this.abandon(
          new ReleaseRequest.Abandoned(
              stamped.holder().containerId(), stamped.ifName(), stamped.holder().attempt()),
          _ -> {});
    }
  }
}

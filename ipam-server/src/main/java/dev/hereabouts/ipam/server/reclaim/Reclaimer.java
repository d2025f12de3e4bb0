package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest.Claim;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.reclaim.Evidence;
import dev.hereabouts.ipam.core.reclaim.Judge;
import dev.hereabouts.ipam.core.reclaim.Judgement;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.NodeState;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.core.reclaim.Suspicion;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back addresses that nobody gave back, during one leadership.
 *
 * <p>Hints of all kinds open a case: a pod is not seen, an agent tells of a lost sandbox. A look at
 * the pod by its name then says whether the entry is a suspect. From then on it is judged once a
 * second, and looked at once more before its release. What is not in doubt costs nothing here.
 *
 * <p>All methods are to be called on the event loop, and never hold it for long.
 */
public final class Reclaimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);
  private static final long TICK_MILLIS = 1_000;

  /** When a leader begins, agents and calls have waited for it. */
  private static final long FIRST_SWEEP_MILLIS = 2_000;

  private static final int CASES_AT_ONCE = 500;
  private static final long RETRY_MILLIS = 5_000;
  private static final long LONGEST_REPORT_PAUSE_MILLIS = 20_000;
  private static final long SHORTEST_REPORT_PAUSE_MILLIS = 1_000;

  /** Stands for the node of what another installation holds in our ranges. */
  private static final String NODE_OF_OTHERS = "_whereabouts";

  private final Timer timer;
  private final LongSupplier millis;
  private final Holdings holdings;
  private final ReclaimListener listener;
  private final Judge judge;
  private final long grace;
  private final Agents agents;
  private final Nodes nodes;
  private final MissingPods missing;
  private final FreshLooks looks;
  private final Slices slices;
  private final Map<Claim, Case> cases = new LinkedHashMap<>();
  private boolean closed;

  private Reclaimer(
      ApiServer api,
      Timer timer,
      LongSupplier millis,
      Holdings holdings,
      long grace,
      ReclaimListener listener) {
    this.timer = timer;
    this.millis = millis;
    this.holdings = holdings;
    this.grace = grace;
    this.listener = listener;
    judge = new Judge(grace);
    agents = new Agents(grace, millis.getAsLong());
    nodes = new Nodes(api, timer);
    looks = new FreshLooks(api, timer);
    slices = new Slices(timer, () -> !closed);
    missing = new MissingPods(api, timer, holdings::ledger, this::open, this::seen);
  }

  /**
   * Begins, at the start of a leadership.
   *
   * @param millis a clock that nobody sets
   * @param grace the least time between two observations, milliseconds
   */
  public static Reclaimer start(
      ApiServer api,
      Timer timer,
      LongSupplier millis,
      Holdings holdings,
      long grace,
      ReclaimListener listener) {
    Reclaimer reclaimer = new Reclaimer(api, timer, millis, holdings, grace, listener);
    timer.after(FIRST_SWEEP_MILLIS, reclaimer.missing::sweep);
    reclaimer.tickLater();
    return reclaimer;
  }

  /** Ends it, with the leadership: the next one observes anew. */
  @Override
  public void close() {
    closed = true;
    missing.close();
    nodes.close();
    looks.close();
    cases.clear();
  }

  /** A node's agent gave a sign of life. */
  public void heard(String node) {
    agents.heard(node, millis.getAsLong());
  }

  /**
   * A node's agent tells of all its sandboxes that are no more.
   *
   * @return whether all that it tells of is held on that node
   */
  public boolean reported(String node, List<LostSandbox> sandboxes) {
    heard(node);
    List<LostSandbox> held =
        sandboxes.stream()
            .filter(sandbox -> {
              Entry entry = entry(sandbox.claim());
              return entry != null && entry.node().equals(node);
            })
            .toList();
    for (LostSandbox sandbox : agents.reported(node, held)) {
      Entry entry = entry(sandbox.claim());
      if (entry != null) {
        open(entry);
      }
    }
    return held.size() == sandboxes.size();
  }

  /** How often agents are to report, milliseconds. */
  public long reportPause() {
    return Math.clamp(grace / 3, SHORTEST_REPORT_PAUSE_MILLIS, LONGEST_REPORT_PAUSE_MILLIS);
  }

  /** What is suspect now. */
  public Stream<Suspicion> suspicions() {
    return cases.values().stream().map(each -> each.suspicion).filter(Objects::nonNull);
  }

  /** How many suspects each pool has that has any; takes time proportional to the suspects. */
  public Map<PoolId, Integer> suspects() {
    return cases.values().stream()
        .filter(each -> each.suspicion != null)
        .collect(Collectors.groupingBy(each -> each.entry.pool(), Collectors.summingInt(_ -> 1)));
  }

  private @Nullable Entry entry(Claim claim) {
    return holdings.ledger().entriesAt(claim.space(), claim.address()).stream()
        .filter(entry -> Claim.of(entry).equals(claim))
        .findFirst()
        .orElse(null);
  }

  private void open(Entry entry) {
    if (closed || entry.node().equals(NODE_OF_OTHERS)) {
      return;
    }
    Case known = cases.get(Claim.of(entry));
    if (known == null) {
      Case opened = new Case(entry);
      cases.put(opened.claim(), opened);
      look(opened);
    }
  }

  /** A pod is there that has entries: what is suspect of them is looked at anew. */
  private void seen(String identity) {
    if (cases.isEmpty()) {
      return;
    }
    for (Entry entry : holdings.ledger().entriesOfPod(identity)) {
      Case known = cases.get(Claim.of(entry));
      if (known != null && known.pod != PodState.LIVE) {
        look(known);
      }
    }
  }

  private void look(Case one) {
    if (one.waits) {
      return;
    }
    one.waits = true;
    looks.pod(
        one.entry.pod(),
        pod -> {
          one.waits = false;
          if (pod == PodState.UNKNOWN) {
            one.notBefore = millis.getAsLong() + RETRY_MILLIS;
          } else {
            one.pod = pod;
            judge(one);
          }
        });
  }

  private void tickLater() {
    timer.after(TICK_MILLIS, this::tick);
  }

  private void tick() {
    Collection<Case> now = List.copyOf(cases.values());
    slices.each(now.iterator(), CASES_AT_ONCE, this::judge, this::tickLater);
  }

  private void judge(Case one) {
    Entry entry = current(one);
    if (entry == null || one.waits || millis.getAsLong() < one.notBefore) {
      return;
    }
    if (one.pod == PodState.UNKNOWN) {
      look(one);
      return;
    }
    switch (judgement(one, entry, nodes.state(entry.node()))) {
      case Judgement.Keep _ -> drop(one);
      case Judgement.Suspect(Suspicion suspicion) -> suspect(one, suspicion);
      case Judgement.Release(Suspicion _, Witness witness) -> confirm(one, witness);
    }
  }

  /** The entry of a case, or null when the case is closed, for another holds it. */
  private @Nullable Entry current(Case one) {
    if (closed || !one.equals(cases.get(one.claim()))) {
      return null;
    }
    Entry entry = entry(one.claim());
    if (entry == null) {
      drop(one);
      return null;
    }
    if (!entry.holder().equals(one.entry.holder())) {
      drop(one);
      open(entry);
      return null;
    }
    return entry;
  }

  private Judgement judgement(Case one, Entry entry, NodeState node) {
    long now = millis.getAsLong();
    Evidence evidence =
        new Evidence(
            one.pod,
            node,
            agents.isSilent(entry.node(), now),
            agents.sandbox(entry.node(), one.claim()));
    return judge.judge(entry, evidence, one.suspicion, now);
  }

  /** Looks at pod and node once more, and releases if they say the same. */
  private void confirm(Case one, Witness witness) {
    one.waits = true;
    looks.pod(
        one.entry.pod(),
        pod -> {
          switch (witness) {
            case NODE_DELETED, NODE_OUT_OF_SERVICE ->
                looks.node(
                    one.entry.node(), node -> confirmed(one, pod, node, node != NodeState.UNKNOWN));
            case NAMESPACE_GONE, NODE_REBOOTED, OPERATOR ->
                confirmed(one, pod, nodes.state(one.entry.node()), true);
          }
        });
  }

  /**
   * Releases what is still to be released.
   *
   * @param told whether the look at the node, where there was one, told anything
   */
  private void confirmed(Case one, PodState pod, NodeState node, boolean told) {
    one.waits = false;
    Entry entry = current(one);
    if (entry == null) {
      return;
    }
    if (pod == PodState.UNKNOWN || !told) {
      one.notBefore = millis.getAsLong() + RETRY_MILLIS;
      return;
    }
    one.pod = pod;
    switch (judgement(one, entry, node)) {
      case Judgement.Keep _ -> drop(one);
      case Judgement.Suspect(Suspicion suspicion) -> suspect(one, suspicion);
      case Judgement.Release(Suspicion suspicion, Witness witness) ->
          release(one, suspicion, witness);
    }
  }

  private void suspect(Case one, Suspicion suspicion) {
    boolean isNew = one.suspicion == null;
    one.suspicion = suspicion;
    if (isNew) {
      listener.suspected(one.entry, suspicion);
    }
  }

  private void drop(Case one) {
    cases.remove(one.claim(), one);
    if (one.suspicion != null) {
      listener.cleared(one.entry);
    }
  }

  private void release(Case one, Suspicion suspicion, Witness witness) {
    one.waits = true;
    holdings.release(
        new ReleaseRequest.Reclaimed(List.of(one.claim())),
        reply -> {
          one.waits = false;
          switch (reply) {
            case Reply.Released(List<Entry> entries) -> {
              entries.forEach(entry -> released(entry, suspicion, witness));
              one.suspicion = entries.isEmpty() ? one.suspicion : null;
              drop(one);
            }
            case Reply.Unavailable(String reason) ->
                LOG.warn(
                    "{} could not be reclaimed now: {}",
                    AddressText.format(one.entry.address()),
                    reason);
            case Reply.Refused refused -> throw new IllegalStateException(refused.toString());
            case Reply.Assigned _ ->
                throw new IllegalStateException("a release answered as an ADD");
          }
        });
  }

  private void released(Entry entry, Suspicion suspicion, Witness witness) {
    long suspectMillis = millis.getAsLong() - suspicion.since();
    LOG.info(
        "reclaimed {} of {}: pod {} (uid {}) on node {}, container {}: {}; {}; suspect for {} s",
        AddressText.format(entry.address()),
        AddressText.format(entry.pool().cidr()),
        entry.pod().reference(),
        entry.pod().uid(),
        entry.node(),
        entry.holder().containerId(),
        suspicion.reason().text(),
        witness.text(),
        TimeUnit.MILLISECONDS.toSeconds(suspectMillis));
    listener.released(entry, suspicion, witness, suspectMillis);
  }
}

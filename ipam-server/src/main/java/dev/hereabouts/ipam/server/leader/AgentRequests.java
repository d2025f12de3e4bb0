package dev.hereabouts.ipam.server.leader;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.server.wire.AddMapper;
import dev.hereabouts.ipam.server.wire.Protocol;
import dev.hereabouts.ipam.server.wire.Received;
import dev.hereabouts.ipam.server.wire.ReleaseMapper;
import dev.hereabouts.ipam.server.wire.ReplyMapper;
import dev.hereabouts.ipam.server.wire.ReportMapper;
import dev.hereabouts.ipam.server.wire.WireException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ADDs, releases and reports of agents that are known by name.
 *
 * <p>An ADD whose agent does not get the answer is taken back. Not so when the agent has sent the
 * same attempt once more meanwhile: then it is the second one that decides.
 */
final class AgentRequests {
  private static final Logger LOG = LoggerFactory.getLogger(AgentRequests.class);
  private static final int REPORTED_FIELDS = 100;

  private final Leadership leadership;
  private final Map<ReleaseRequest.Abandoned, Exchange> latest = new HashMap<>();
  private final Set<String> reported = new HashSet<>();

  AgentRequests(Leadership leadership) {
    this.leadership = leadership;
  }

  void add(Exchange exchange, String node, byte[] body) {
    AddRequest request;
    try {
      request = message(AddMapper.decode(body), exchange, node);
    } catch (WireException e) {
      exchange.refuse(400, String.valueOf(e.getMessage()));
      return;
    }
    String violation = NodeBounds.violation(request, node, leadership.ledger());
    if (violation != null) {
      forbid(exchange, violation);
      return;
    }
    Holder holder = request.holder();
    ReleaseRequest.Abandoned attempt =
        new ReleaseRequest.Abandoned(
            holder.containerId(), request.ifName(), holder.attempt(), node);
    latest.put(attempt, exchange);
    exchange.whenOver(() -> latest.remove(attempt, exchange), () -> takeBack(attempt, exchange));
    exchange.whenLate(remaining(exchange), () -> takeBack(attempt, exchange));
    leadership.add(request, reply -> answer(exchange, reply));
  }

  private void takeBack(ReleaseRequest.Abandoned attempt, Exchange exchange) {
    if (latest.remove(attempt, exchange)) {
      leadership.release(attempt, _ -> {});
    }
  }

  void release(Exchange exchange, String node, byte[] body) {
    ReleaseRequest request;
    try {
      request = message(ReleaseMapper.decode(body), exchange, node).on(node);
    } catch (WireException e) {
      exchange.refuse(400, String.valueOf(e.getMessage()));
      return;
    }
    String violation = NodeBounds.violation(request, node, leadership.ledger());
    if (violation != null) {
      forbid(exchange, violation);
      return;
    }
    Reply late = new Reply.Unavailable("the release was not confirmed in time");
    exchange.whenLate(remaining(exchange), () -> answer(exchange, late));
    leadership.release(request, reply -> answer(exchange, reply));
  }

  void report(Exchange exchange, String node, byte[] body) {
    List<LostSandbox> sandboxes;
    try {
      sandboxes = message(ReportMapper.decode(body), exchange, node);
    } catch (WireException e) {
      exchange.refuse(400, String.valueOf(e.getMessage()));
      return;
    }
    String violation =
        NodeBounds.violation(
            new ReleaseRequest.Reclaimed(sandboxes.stream().map(LostSandbox::claim).toList()),
            node,
            leadership.ledger());
    if (violation == null) {
      exchange.answer(leadership.report(node, sandboxes).encode());
    } else {
      forbid(exchange, violation);
    }
  }

  private static void answer(Exchange exchange, Reply reply) {
    try {
      exchange.answer(ReplyMapper.encode(reply));
    } catch (IOException e) {
      LOG.error("a reply cannot be sent: {}", reply, e);
      exchange.refuse(500, "the reply cannot be written: " + e.getMessage());
    }
  }

  private <T> T message(Received<T> received, Exchange exchange, String node) {
    for (String field : received.unknownFields()) {
      if (reported.size() < REPORTED_FIELDS && reported.add(field)) {
        LOG.warn(
            "the agent of node {} (protocol {}) sent the field {}, which protocol {} does not have;"
                + " upgrade the allocator to have it heeded",
            node,
            exchange.request().getHeader(Protocol.VERSION_HEADER),
            field,
            Protocol.VERSION);
      }
    }
    return received.message();
  }

  private static void forbid(Exchange exchange, String violation) {
    LOG.warn("refused: {}", violation);
    exchange.refuse(403, violation);
  }

  private static long remaining(Exchange exchange) {
    String millis = exchange.request().getHeader(Protocol.REMAINING_HEADER);
    try {
      return millis == null ? Long.MAX_VALUE : Long.parseLong(millis);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}

package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.server.json.EntryMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply being read: the fields of every kind, as the kind may come after them. */
final class ReplyReading {
  private @Nullable String kind;
  private @Nullable List<Reply.AssignedAddress> addresses;
  private @Nullable List<Entry> entries;
  private @Nullable Cidr pool;
  private String space = "";
  private @Nullable RangeRequest range;
  private @Nullable BigInteger givable;
  private @Nullable BigInteger own;
  private @Nullable Address address;
  private @Nullable Entry entry;
  private @Nullable String obstacle;
  private @Nullable String containerId;
  private @Nullable String reason;

  Reply read(Incoming in) throws IOException {
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "kind" -> kind = in.text();
        case "addresses" -> addresses = in.list(ReplyReading::readAssigned);
        case "entries" -> entries = in.list(one -> EntryMapper.read(one.json));
        case "pool" -> pool = in.cidr();
        case "space" -> space = in.text();
        case "range" -> range = RangeForm.readRange(in);
        case "givable" -> givable = new BigInteger(in.text());
        case "own" -> own = new BigInteger(in.text());
        case "address" -> address = in.address();
        case "entry" -> entry = EntryMapper.read(in.json);
        case "obstacle" -> obstacle = in.text();
        case "containerId" -> containerId = in.text();
        case "reason" -> reason = in.text();
        default -> in.unknown();
      }
    }
    return reply(in);
  }

  private Reply reply(Incoming in) throws IOException {
    return switch (in.required("kind", kind)) {
      case "assigned" -> new Reply.Assigned(in.required("addresses", addresses));
      case "released" -> new Reply.Released(in.required("entries", entries));
      case "pool-exhausted" ->
          new Reply.PoolExhausted(
              new PoolId(space, in.required("pool", pool)),
              in.required("range", range),
              in.required("givable", givable),
              in.required("own", own));
      case "address-taken" ->
          new Reply.AddressTaken(in.required("address", address), in.required("entry", entry));
      case "address-not-allowed" ->
          new Reply.AddressNotAllowed(
              in.required("address", address), in.required("range", range), knownObstacle(in));
      case "sandbox-replaced" ->
          new Reply.SandboxReplaced(
              in.required("containerId", containerId), in.required("entry", entry));
      case "unavailable" -> new Reply.Unavailable(in.required("reason", reason));
      default -> throw in.unknownKind(kind, "agent");
    };
  }

  private Reply.Obstacle knownObstacle(Incoming in) throws IOException {
    Reply.Obstacle known = ObstacleForm.parse(in.required("obstacle", obstacle));
    if (known == null) {
      throw new WireException("/obstacle", Incoming.notKnown(obstacle, "agent"));
    }
    return known;
  }

  private static Reply.AssignedAddress readAssigned(Incoming in) throws IOException {
    Address address = null;
    Integer prefixLength = null;
    Address gateway = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "address" -> address = in.address();
        case "prefixLength" -> prefixLength = in.smallNumber();
        case "gateway" -> gateway = in.address();
        default -> in.unknown();
      }
    }
    return new Reply.AssignedAddress(
        in.required("address", address), in.required("prefixLength", prefixLength), gateway);
  }
}

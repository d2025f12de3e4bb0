package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Family;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import dev.hereabouts.ipam.core.store.Entries;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Every message that agent and leader may send, at random. */
final class Messages {
  private Messages() {}

  static Arbitrary<AddRequest> adds() {
    return Combinators.combine(
            Combinators.combine(texts(), texts(), texts()).as(Pod::new),
            texts(),
            holders(),
            Arbitraries.of(true, false),
            texts(),
            texts(),
            ranges().list().ofMaxSize(3),
            Arbitraries.longs())
        .flatAs((pod, ifName, holder, retired, network, space, ranges, now) ->
            statics()
                .list()
                .ofMaxSize(2)
                .map(statics ->
                    new AddRequest(
                        pod, ifName, holder, retired, network, space, ranges, statics, now)));
  }

  static Arbitrary<ReleaseRequest> releases() {
    Arbitrary<ReleaseRequest> deleted =
        Combinators.combine(texts(), texts(), attempts()).as(ReleaseRequest.Deleted::new);
    Arbitrary<ReleaseRequest> abandoned =
        Combinators.combine(texts(), texts(), attempts()).as(ReleaseRequest.Abandoned::new);
    Arbitrary<ReleaseRequest> reclaimed =
        Combinators.combine(texts(), addresses(), ids(), texts())
            .as(ReleaseRequest.Claim::new)
            .list()
            .ofMaxSize(3)
            .map(ReleaseRequest.Reclaimed::new);
    return Arbitraries.oneOf(deleted, abandoned, reclaimed);
  }

  static Arbitrary<Reply> replies() {
    Arbitrary<Reply> assigned =
        Combinators.combine(
                addresses(), Arbitraries.integers().between(0, 128), addresses().injectNull(0.5))
            .as(Reply.AssignedAddress::new)
            .list()
            .ofMaxSize(3)
            .map(Reply.Assigned::new);
    Arbitrary<Reply> released = entries().list().ofMaxSize(3).map(Reply.Released::new);
    Arbitrary<BigInteger> counts =
        Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TWO.pow(128));
    Arbitrary<Reply> exhausted =
        Combinators.combine(texts(), ranges(), counts, counts)
            .as((space, range, givable, own) ->
                new Reply.PoolExhausted(new PoolId(space, range.cidr()), range, givable, own));
    Arbitrary<Reply> taken =
        Combinators.combine(addresses(), entries()).as(Reply.AddressTaken::new);
    Arbitrary<Reply> notAllowed =
        Combinators.combine(addresses(), ranges(), Arbitraries.of(Reply.Obstacle.class))
            .as(Reply.AddressNotAllowed::new);
    Arbitrary<Reply> replaced =
        Combinators.combine(texts(), entries()).as(Reply.SandboxReplaced::new);
    Arbitrary<Reply> unavailable = texts().map(Reply.Unavailable::new);
    return Arbitraries.oneOf(
        assigned, released, exhausted, taken, notAllowed, replaced, unavailable);
  }

  static Arbitrary<String> texts() {
    Arbitrary<String> any =
        Arbitraries.chars()
            .filter(character -> !Character.isSurrogate(character))
            .map(String::valueOf)
            .list()
            .ofMaxSize(8)
            .map(parts -> String.join("", parts));
    return Arbitraries.frequencyOf(
        Tuple.of(3, any), Tuple.of(1, Arbitraries.of("", Entries.ODD, "net1")));
  }

  private static Arbitrary<Address> addresses() {
    return Arbitraries.oneOf(
        Arbitraries.integers().map(Address::v4),
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Address::v6));
  }

  private static Arbitrary<RangeRequest> ranges() {
    return Combinators.combine(
            addresses(),
            Arbitraries.integers().between(2, 32),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Messages::range);
  }

  private static RangeRequest range(
      Address inside, int hostBits, boolean excludes, boolean gateway, boolean asks, boolean solo) {
    Cidr cidr = Cidr.of(inside, inside.family().bits() - hostBits);
    Interval window = new Interval(cidr.network().next(), cidr.last().previous());
    return new RangeRequest(
        cidr,
        window,
        excludes ? List.of(Interval.of(window.first()), window) : List.of(),
        gateway ? Address.highest(cidr.family()) : null,
        asks ? inside : null,
        solo,
        excludes ? cidr.prefixLength() + 1 : 0);
  }

  private static Arbitrary<StaticAddress> statics() {
    return Combinators.combine(addresses(), Arbitraries.of(true, false))
        .as((address, gateway) ->
            new StaticAddress(
                address,
                address.family() == Family.IPV4 ? 24 : 64,
                gateway ? Address.lowest(address.family()) : null));
  }

  private static Arbitrary<Holder> holders() {
    return Combinators.combine(texts(), texts(), texts(), Arbitraries.longs(), attempts())
        .as(Holder::new);
  }

  private static Arbitrary<Attempt> attempts() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Attempt::new);
  }

  private static Arbitrary<OwnershipId> ids() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(OwnershipId::new);
  }

  private static Arbitrary<Entry> entries() {
    return Arbitraries.of(Entries.ordinary(5), Entries.takenOver(), Entries.bare(), Entries.odd());
  }
}

package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.address.Written.address;
import static dev.hereabouts.ipam.core.allocation.Ranges.gateway;
import static dev.hereabouts.ipam.core.allocation.Ranges.range;
import static dev.hereabouts.ipam.core.allocation.Ranges.requesting;
import static dev.hereabouts.ipam.core.allocation.Ranges.solo;
import static dev.hereabouts.ipam.core.allocation.Ranges.without;
import static dev.hereabouts.ipam.core.allocation.Scene.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final RangeRequest NET = range("10.0.0.0/24");

  private final Scene scene = new Scene();

  @Test
  @DisplayName("the lowest free address first, past the gateway and the excludes")
  void lowestFirst() {
    RangeRequest range =
        without(gateway(range("10.0.0.0/29"), "10.0.0.1"), "10.0.0.3-10.0.0.4", "10.0.0.6");

    assertThat(scene.got(Ask.of("a", "c1", range))).isEqualTo(addresses("10.0.0.2"));
    assertThat(scene.got(Ask.of("b", "c2", range))).isEqualTo(addresses("10.0.0.5"));
    assertThat(scene.add(Ask.of("c", "c3", range)))
        .isEqualTo(
            new Reply.PoolExhausted(
                new PoolId("", range.cidr()), range, BigInteger.TWO, BigInteger.TWO));
    scene.delete("c1", 2);
    assertThat(scene.got(Ask.of("c", "c3", range))).isEqualTo(addresses("10.0.0.2"));
  }

  @Test
  @DisplayName(
      "of blocks that are to be written anyway the first with a free address gives it, if it is in"
          + " the window; else the lowest one is given")
  void preferredBlocks() {
    RangeRequest window = range("10.0.0.0/24", "10.0.0.1-10.0.0.190");
    BlockId outside = BlockId.of("", address("10.0.0.192"));
    BlockId elsewhere = BlockId.of("blue", address("10.0.0.64"));
    BlockId inside = BlockId.of("", address("10.0.0.128"));

    assertThat(given(window, outside, elsewhere, inside)).isEqualTo(addresses("10.0.0.128"));
    assertThat(given(without(window, "10.0.0.128-10.0.0.191"), inside))
        .isEqualTo(addresses("10.0.0.1"));
    assertThat(given(window, outside, elsewhere)).isEqualTo(addresses("10.0.0.1"));
  }

  private List<Address> given(RangeRequest range, BlockId... preferred) {
    Decision decision =
        scene.decider.decide(Ask.of("a", "c1", range).request(), List.of(preferred));
    return ((Reply.Assigned) decision.reply())
        .addresses().stream().map(Reply.AssignedAddress::address).toList();
  }

  @Test
  @DisplayName(
      "an address requested by name is not given when it is the network's, the last, the"
          + " gateway or excluded")
  void requestedButNotAllowed() {
    RangeRequest range = without(gateway(NET, "10.0.0.1"), "10.0.0.9");

    assertThat(obstacle(requesting(range, "10.0.0.0")))
        .isEqualTo(Reply.Obstacle.NETWORK_OR_LAST_ADDRESS);
    assertThat(obstacle(requesting(range, "10.0.0.255")))
        .isEqualTo(Reply.Obstacle.NETWORK_OR_LAST_ADDRESS);
    assertThat(obstacle(requesting(range, "10.0.0.1"))).isEqualTo(Reply.Obstacle.GATEWAY);
    assertThat(obstacle(requesting(range, "10.0.0.9"))).isEqualTo(Reply.Obstacle.EXCLUDED);
    assertThat(scene.ledger.size()).isZero();
  }

  @Test
  @DisplayName("a refused ADD names who stands in the way, not a solo entry beside it")
  void namesTheHolder() {
    scene.got(Ask.of("bystander", "c1", solo(range("10.0.0.0/25"))));
    scene.got(Ask.of("owner", "c2", requesting(range("10.0.0.0/26"), "10.0.0.1")));

    Reply reply = scene.add(Ask.of("late", "c3", requesting(NET, "10.0.0.1")));

    assertThat(reply).isInstanceOf(Reply.AddressTaken.class);
    assertThat(((Reply.AddressTaken) reply).by().pod().name()).isEqualTo("owner");
  }

  @Test
  @DisplayName("what a sandbox holds under another identity of its pod is not given a second time")
  void givesNoAddressTwiceToAPodWhoseUidCameLater() {
    RangeRequest wide = solo(range("10.0.0.0/24"));
    RangeRequest narrow = solo(range("10.0.0.0/25"));
    Pod withoutUid = new Pod("", "default", "web");
    Pod withUid = new Pod("uid-1", "default", "web");
    scene.got(Ask.of(withoutUid, "c1", wide, narrow));
    assertThat(scene.got(Ask.of(withUid, "c2", wide, narrow).attempt(2)))
        .isEqualTo(addresses("10.0.0.2", "10.0.0.1"));
    Entry ofNarrow =
        scene.ledger.entriesAt("", address("10.0.0.1")).stream()
            .filter(entry -> entry.pod().equals(withUid))
            .findFirst()
            .orElseThrow();
    scene.release(new ReleaseRequest.Reclaimed(List.of(ReleaseRequest.Claim.of(ofNarrow))));

    assertThat(scene.got(Ask.of(withUid, "c1", wide, narrow).attempt(3)))
        .isEqualTo(addresses("10.0.0.2", "10.0.0.3"));
  }

  @Test
  @DisplayName("an exhausted pool counts its own entries, not the static addresses in it")
  void countsItsOwn() {
    RangeRequest range = range("10.0.0.0/30");
    scene.got(Ask.of("static", "c1").fixed("10.0.0.1"));
    scene.got(Ask.of("a", "c2", range));

    Reply reply = scene.add(Ask.of("b", "c3", range));

    assertThat(reply).isInstanceOf(Reply.PoolExhausted.class);
    assertThat(((Reply.PoolExhausted) reply).own()).isOne();
  }

  @Test
  @DisplayName("solo ranges that overlap give a pod no address twice, in one ADD or in two")
  void noAddressTwiceInAPod() {
    RangeRequest small = solo(range("10.0.0.0/28"));
    RangeRequest large = solo(NET);

    assertThat(scene.got(Ask.of("a", "c1", large))).isEqualTo(addresses("10.0.0.1"));
    assertThat(scene.got(Ask.of("a", "c1", small, large).attempt(2)))
        .isEqualTo(addresses("10.0.0.2", "10.0.0.1"));
    assertThat(scene.got(Ask.of("a", "c1", small).ifName("net2"))).isEqualTo(addresses("10.0.0.3"));
    assertThat(scene.got(Ask.of("b", "c2", small))).isEqualTo(addresses("10.0.0.1"));
  }

  @Test
  @DisplayName("static addresses are kept by a retry whatever their order, and recorded once")
  void staticAddressesAreIdempotent() {
    scene.got(Ask.of("a", "c1").fixed("10.0.0.5"));
    Ask both = Ask.of("a", "c1").fixed("10.0.0.6", "10.0.0.5");

    assertThat(scene.got(both.attempt(2))).isEqualTo(addresses("10.0.0.6", "10.0.0.5"));
    assertThat(scene.got(both.attempt(3))).isEqualTo(addresses("10.0.0.6", "10.0.0.5"));
    assertThat(scene.ledger.size()).isEqualTo(2);
  }

  @Test
  @DisplayName("several pods may name one static address; a dynamic owner keeps it from them")
  void sharedAddresses() {
    scene.got(Ask.of("a", "c1").fixed("10.0.0.1"));
    scene.got(Ask.of("b", "c2").fixed("10.0.0.1"));
    scene.got(Ask.of("c", "c3", NET));

    assertThat(scene.entry("10.0.0.2").pod().name()).isEqualTo("c");
    assertThat(scene.add(Ask.of("d", "c4").fixed("10.0.0.2")))
        .isEqualTo(new Reply.AddressTaken(address("10.0.0.2"), scene.entry("10.0.0.2")));
  }

  @Test
  @DisplayName("an imported entry without an interface is not given to another interface")
  void anImportedEntryIsNotGivenTwice() {
    scene.got(Ask.of("a", "c1", NET));
    Entry entry = scene.entry("10.0.0.1");
    scene.ledger.replaceBlock(entry.block(), List.of(withoutInterface(entry)));

    assertThat(scene.got(Ask.of("a", "c1", NET).ifName("net2"))).isEqualTo(addresses("10.0.0.2"));
    assertThat(scene.got(Ask.of("a", "c1", NET).ifName("net3"))).isEqualTo(addresses("10.0.0.3"));
  }

  private Reply.Obstacle obstacle(RangeRequest range) {
    if (scene.add(Ask.of("a", "c1", range))
        instanceof Reply.AddressNotAllowed(_, _, Reply.Obstacle obstacle)) {
      return obstacle;
    }
    throw new AssertionError("given: " + range);
  }

  private static Entry withoutInterface(Entry entry) {
    return new Entry(
        entry.address(),
        entry.pool(),
        entry.kind(),
        entry.pod(),
        "",
        entry.position(),
        entry.holder(),
        entry.replaced(),
        entry.network(),
        entry.since(),
        entry.id(),
        entry.extra());
  }
}

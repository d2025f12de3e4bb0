package dev.hereabouts.ipam.server.wire;

import static dev.hereabouts.ipam.core.address.Written.address;
import static dev.hereabouts.ipam.core.address.Written.cidr;
import static dev.hereabouts.ipam.core.address.Written.interval;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import dev.hereabouts.ipam.core.store.Entries;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes between agents and leaders, which may be of different versions. */
final class WireTest {
  private static final RangeRequest RANGE =
      new RangeRequest(
          cidr("10.1.0.0/16"),
          interval("10.1.0.1-10.1.255.254"),
          List.of(interval("10.1.0.5")),
          address("10.1.0.1"),
          address("10.1.0.9"),
          true);
  private static final AddRequest ADD =
      new AddRequest(
          new Pod("uid-1", "shop", "cart-0"),
          "net1",
          new Holder("c1", "worker-1", "/run/netns/x", 17, new Attempt(3, 4)),
          true,
          "macvlan",
          "blue",
          List.of(RANGE),
          List.of(new StaticAddress(address("2001:db8::9"), 64, address("2001:db8::1"))),
          1_760_000_000_000L);
  private static final String RANGE_TEXT =
      "{\"cidr\":\"10.1.0.0/16\",\"first\":\"10.1.0.1\",\"last\":\"10.1.255.254\","
          + "\"excludes\":[{\"first\":\"10.1.0.5\",\"last\":\"10.1.0.5\"}],"
          + "\"gateway\":\"10.1.0.1\",\"requested\":\"10.1.0.9\",\"solo\":true}";
  private static final String ADD_TEXT =
      "{\"pod\":{\"uid\":\"uid-1\",\"namespace\":\"shop\",\"name\":\"cart-0\"},\"ifName\":\"net1\","
          + "\"holder\":{\"containerId\":\"c1\",\"node\":\"worker-1\",\"netns\":\"/run/netns/x\","
          + "\"netnsInode\":17,\"epoch\":3,\"number\":4},\"retired\":true,\"network\":\"macvlan\","
          + "\"space\":\"blue\",\"ranges\":["
          + RANGE_TEXT
          + "],\"statics\":[{\"address\":\"2001:db8::9\",\"prefixLength\":64,"
          + "\"gateway\":\"2001:db8::1\"}],\"now\":1760000000000}";

  @Property(tries = 300)
  @Label("Every ADD arrives as it was sent")
  void adds(@ForAll("adds") AddRequest request) throws IOException {
    assertThat(AddMapper.decode(AddMapper.encode(request)))
        .isEqualTo(new Received<>(request, Set.of()));
  }

  @Property(tries = 300)
  @Label("Every release arrives as it was sent")
  void releases(@ForAll("releases") ReleaseRequest request) throws IOException {
    assertThat(ReleaseMapper.decode(ReleaseMapper.encode(request)).message()).isEqualTo(request);
  }

  @Property(tries = 300)
  @Label("Every reply arrives as it was sent")
  void replies(@ForAll("replies") Reply reply) throws IOException {
    assertThat(ReplyMapper.decode(ReplyMapper.encode(reply)).message()).isEqualTo(reply);
  }

  @Property(tries = 200)
  @Label("A message that is cut anywhere is refused, with no other exception")
  void cuts(@ForAll("replies") Reply reply, @ForAll double where) throws IOException {
    byte[] bytes = ReplyMapper.encode(reply);
    byte[] cut = Arrays.copyOf(bytes, (int) (Math.abs(where) % bytes.length));
    assertThatThrownBy(() -> ReplyMapper.decode(cut)).isInstanceOf(WireException.class);
  }

  @Provide
  Arbitrary<AddRequest> adds() {
    return Messages.adds();
  }

  @Provide
  Arbitrary<ReleaseRequest> releases() {
    return Messages.releases();
  }

  @Provide
  Arbitrary<Reply> replies() {
    return Messages.replies();
  }

  @Test
  @DisplayName("An ADD has these bytes")
  void goldenAdd() throws Exception {
    assertThat(AddMapper.encode(ADD)).asString(UTF_8).isEqualTo(ADD_TEXT);
  }

  @Test
  @DisplayName("Releases have these bytes, and never name a node")
  void goldenReleases() throws Exception {
    Attempt attempt = new Attempt(3, 4);
    assertThat(release(new ReleaseRequest.Deleted("c1", "net1", attempt).on("worker-1")))
        .isEqualTo(
            "{\"kind\":\"deleted\",\"containerId\":\"c1\",\"ifName\":\"net1\",\"epoch\":3,"
                + "\"number\":4}");
    assertThat(release(new ReleaseRequest.Abandoned("c1", "", attempt)))
        .isEqualTo(
            "{\"kind\":\"abandoned\",\"containerId\":\"c1\",\"ifName\":\"\",\"epoch\":3,"
                + "\"number\":4}");
    assertThat(
            release(
                new ReleaseRequest.Reclaimed(
                    List.of(ReleaseRequest.Claim.of(Entries.takenOver())))))
        .isEqualTo(
            "{\"kind\":\"reclaimed\",\"claims\":[{\"space\":\"blue\",\"address\":\"2001:db8::5\","
                + "\"id\":\"ffffffffffffffff8000000000000000\",\"containerId\":\"new\"}]}");
  }

  private static String release(ReleaseRequest request) throws IOException {
    return new String(ReleaseMapper.encode(request), UTF_8);
  }

  @Test
  @DisplayName("Replies have these bytes")
  void goldenReplies() throws Exception {
    assertThat(
            reply(
                new Reply.Assigned(
                    List.of(
                        new Reply.AssignedAddress(address("10.1.0.9"), 16, address("10.1.0.1")),
                        new Reply.AssignedAddress(address("fd00::9"), 64, null)))))
        .isEqualTo(
            "{\"kind\":\"assigned\",\"addresses\":[{\"address\":\"10.1.0.9\",\"prefixLength\":16,"
                + "\"gateway\":\"10.1.0.1\"},{\"address\":\"fd00::9\",\"prefixLength\":64}]}");
    assertThat(reply(new Reply.Released(List.of())))
        .isEqualTo("{\"kind\":\"released\",\"entries\":[]}");
    assertThat(
            reply(
                new Reply.PoolExhausted(
                    new PoolId("blue", RANGE.cidr()),
                    RANGE,
                    BigInteger.TWO.pow(70),
                    BigInteger.ONE)))
        .isEqualTo(
            "{\"kind\":\"pool-exhausted\",\"pool\":\"10.1.0.0/16\",\"space\":\"blue\",\"range\":"
                + RANGE_TEXT
                + ",\"givable\":\"1180591620717411303424\",\"own\":\"1\"}");
    assertThat(reply(new Reply.AddressTaken(address("10.1.0.9"), Entries.ordinary(9))))
        .startsWith("{\"kind\":\"address-taken\",\"address\":\"10.1.0.9\",\"entry\":{\"address\":");
    assertThat(
            reply(
                new Reply.AddressNotAllowed(
                    address("10.1.0.9"), RANGE, Reply.Obstacle.HELD_BY_POD)))
        .isEqualTo(
            "{\"kind\":\"address-not-allowed\",\"address\":\"10.1.0.9\",\"range\":"
                + RANGE_TEXT
                + ",\"obstacle\":\"held-by-pod\"}");
    assertThat(reply(new Reply.SandboxReplaced("c1", Entries.ordinary(9))))
        .startsWith(
            "{\"kind\":\"sandbox-replaced\",\"containerId\":\"c1\",\"entry\":{\"address\":");
    assertThat(reply(new Reply.Unavailable("why")))
        .isEqualTo("{\"kind\":\"unavailable\",\"reason\":\"why\"}");
    assertThat(new LeaderInfo("a", 7, 1).encode())
        .asString(UTF_8)
        .isEqualTo("{\"identity\":\"a\",\"epoch\":7,\"protocol\":1}");
  }

  private static String reply(Reply reply) throws IOException {
    return new String(ReplyMapper.encode(reply), UTF_8);
  }

  @Test
  @DisplayName("Fields of a newer version are passed by and named")
  void newerFields() throws Exception {
    String newer =
        ADD_TEXT
            .replaceFirst("\\{", "{\"sticky\":{\"cidr\":[1]},")
            .replace("\"solo\":true", "\"solo\":true,\"weight\":2");
    assertThat(AddMapper.decode(newer.getBytes(UTF_8)))
        .isEqualTo(new Received<>(ADD, Set.of("/sticky", "/ranges/0/weight")));
  }

  @Test
  @DisplayName("A kind of a newer version is refused, and the message says what to upgrade")
  void newerKinds() {
    assertThatThrownBy(() -> ReleaseMapper.decode(bytes("{\"kind\":\"lent\",\"to\":1}")))
        .isInstanceOf(WireException.class)
        .hasMessage("/kind: \"lent\" is not known to protocol 1: upgrade the allocator");
    assertThatThrownBy(() -> ReplyMapper.decode(bytes("{\"kind\":\"lent\",\"to\":1}")))
        .hasMessage("/kind: \"lent\" is not known to protocol 1: upgrade the agent");
  }

  @Test
  @DisplayName("What is broken is refused with the field's place")
  void brokenAdds() {
    broken("\"epoch\":3", "\"epoch\":3.5", "/holder/epoch: ");
    broken("\"epoch\":3", "\"epoch\":99999999999999999999", "/holder/epoch: ");
    broken("\"epoch\":3,", "", "/holder/epoch: missing");
    broken("\"containerId\":\"c1\"", "\"containerId\":null", "/holder/containerId: missing");
    broken("\"10.1.0.9\"", "\"10.1.0.09\"", "/ranges/0/requested: ");
    broken("\"10.1.0.9\"", "\"10.2.0.9\"", "/ranges/0: ");
    broken("\"10.1.0.0/16\"", "\"10.1.0.0/x\"", "/ranges/0/cidr: ");
    broken("\"solo\":true", "\"solo\":1", "/ranges/0/solo: ");
    broken("\"prefixLength\":64", "\"prefixLength\":129", "/statics/0: ");
    broken("\"ifName\":\"net1\",", "", "/ifName: missing");
    assertThatThrownBy(() -> AddMapper.decode(bytes(ADD_TEXT + "{}")))
        .hasMessageContaining("something follows");
    assertThatThrownBy(() -> AddMapper.decode(bytes(""))).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> AddMapper.decode(bytes("[]"))).isInstanceOf(WireException.class);
  }

  private static void broken(String good, String bad, String message) {
    String text = ADD_TEXT.replace(good, bad);
    assertThat(text).isNotEqualTo(ADD_TEXT);
    assertThatThrownBy(() -> AddMapper.decode(bytes(text)))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  @DisplayName("Entries come line by line, and a line that was cut off is noticed")
  void lines() throws Exception {
    var entries = List.of(Entries.ordinary(1), Entries.takenOver(), Entries.odd());
    byte[] lines = EntryLines.encode(entries);
    assertThat(EntryLines.decode(lines)).isEqualTo(entries);
    assertThatThrownBy(() -> EntryLines.decode(Arrays.copyOf(lines, lines.length - 1)))
        .hasMessage("cut off in entry 3");
  }

  @Test
  @DisplayName("Entries that come in two pieces, cut anywhere, are the same")
  void linesInPieces() throws Exception {
    var entries = List.of(Entries.ordinary(1), Entries.takenOver(), Entries.odd());
    byte[] lines = EntryLines.encode(entries);
    for (int cut = 0; cut <= lines.length; cut++) {
      EntryLines.Reading reading = new EntryLines.Reading();
      reading.accept(Arrays.copyOf(lines, cut));
      reading.accept(Arrays.copyOfRange(lines, cut, lines.length));
      assertThat(reading.end()).isEqualTo(entries);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

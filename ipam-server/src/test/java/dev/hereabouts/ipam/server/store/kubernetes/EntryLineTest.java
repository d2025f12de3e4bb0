package dev.hereabouts.ipam.server.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.Entries;
import java.io.IOException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An entry in a HereaboutsBlock")
final class EntryLineTest {
  private static final String ORDINARY =
      "10.1.0.5/16 pod=shop/cart-0 uid=0b2f7a3c-5d1e-4f6a-8b90-000000000005 if=net1 node=worker-1"
          + " container=ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff000005"
          + " netns=/var/run/netns/cni-0b2f7a3c-5d1e-4f6a-8b90-3c1d5e7f9a0b inode=4026532005"
          + " attempt=3.17 network=macvlan-conf since=1760000000000"
          + " id=0123456789abcdef0000000000000005";

  @Test
  @DisplayName("is a line that people can read")
  void isALine() throws IOException {
    assertThat(EntryLine.of(Entries.ordinary(5))).isEqualTo(ORDINARY);
    assertThat(EntryLine.parse("", ORDINARY)).isEqualTo(Entries.ordinary(5));
  }

  @Test
  @DisplayName("comes back as it was: taken over, bare, odd")
  void comesBack() throws IOException {
    for (Entry entry : new Entry[] {Entries.takenOver(), Entries.bare(), Entries.odd()}) {
      assertThat(EntryLine.parse(entry.pool().space(), EntryLine.of(entry))).isEqualTo(entry);
    }
  }

  @Test
  @DisplayName("keeps the words of a newer version, in any form, when an older one writes it again")
  void keepsNewerWords() throws IOException {
    String newer = ORDINARY + " sticky=until%20noon weight:=1e400 why:=[%22e%22,null]";

    Entry entry = EntryLine.parse("", newer);

    assertThat(entry.extra())
        .isEqualTo("{\"sticky\":\"until noon\",\"weight\":1e400,\"why\":[\"e\",null]}");
    assertThat(EntryLine.of(entry)).isEqualTo(newer);
  }

  @Test
  @DisplayName("is refused with the reason when it is none")
  void isRefused() {
    assertRefused("", "begin with an address");
    assertRefused("10.1.0.05/16" + ORDINARY.substring(11), "10.1.0.05");
    assertRefused(ORDINARY.replace(" id=", " no="), "has no id");
    assertRefused(ORDINARY.replace(" attempt=3.17", ""), "has no attempt");
    assertRefused(ORDINARY.replace(" if=", " kind=eternal if="), "eternal");
    assertRefused(ORDINARY + " word", "without a name: word");
    assertRefused(ORDINARY + " name=a%2", "cut short");
    assertRefused(ORDINARY + " name:=[1", "unreadable word");
    assertRefused(ORDINARY.replace("3.17", "x.17"), "x.17");
  }

  @Example
  void aTextThatIsNoUnicodeIsNotWritten() {
    Entry entry = entry("\ud800", Kind.ORDINARY, 1, 2, false);
    assertThatThrownBy(() -> EntryLine.of(entry)).isInstanceOf(IOException.class);
  }

  @Property(tries = 500)
  void everyEntryComesBack(
      @ForAll String text,
      @ForAll Kind kind,
      @ForAll long high,
      @ForAll long low,
      @ForAll boolean replaced)
      throws IOException {
    Entry entry = entry(text, kind, high, low, replaced);
    String line = EntryLine.of(entry);
    assertThat(line).matches("[!-~ ]*");
    assertThat(EntryLine.parse(text, line)).isEqualTo(entry);
  }

  private static Entry entry(String text, Kind kind, long high, long low, boolean replaced) {
    Holder holder = new Holder(text, text, text, low, new Attempt(high, low));
    return new Entry(
        Address.v6(high, low),
        new PoolId(text, Cidr.of(Address.v6(high, low), 64)),
        kind,
        new Pod(text, text, text),
        text,
        (int) low,
        holder,
        replaced ? holder : null,
        text,
        high,
        new OwnershipId(high, low),
        "");
  }

  private static void assertRefused(String line, String reason) {
    assertThatThrownBy(() -> EntryLine.parse("", line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}

package dev.hereabouts.ipam.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
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
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes that data files and other programs rely on. */
final class MapperTest {

  @Test
  @DisplayName("Entries have the bytes of the golden files")
  void goldenEntries() throws Exception {
    assertEntry("entry.json", Entries.ordinary(5));
    assertEntry("entry-taken-over.json", Entries.takenOver());
    assertEntry("entry-bare.json", Entries.bare());
    assertEntry("entry-odd.json", Entries.odd());
  }

  @Test
  @DisplayName("Pools have the bytes of the golden files")
  void goldenPools() throws Exception {
    for (var pool : List.of(Entries.pool(), Entries.barePool())) {
      String file = pool.equals(Entries.pool()) ? "pool.json" : "pool-bare.json";
      byte[] bytes = Json.encode(json -> PoolMapper.write(pool, json));
      assertThat(new String(bytes, UTF_8)).isEqualTo(golden(file));
      assertThat(Json.decode(bytes, PoolMapper::read)).isEqualTo(pool);
    }
  }

  @Test
  @DisplayName("A block has the bytes of the golden file, and its version is read by itself")
  void goldenBlock() throws Exception {
    Entry entry = Entries.takenOver();
    StoredBlock block =
        new StoredBlock(entry.block(), new Version("17"), "leader-a", List.of(entry));
    byte[] bytes = Json.encode(json -> BlockMapper.write(block, json));
    assertThat(new String(bytes, UTF_8)).isEqualTo(golden("block.json"));
    assertThat(Json.decode(bytes, BlockMapper::read)).isEqualTo(block);
    assertThat(BlockMapper.version(bytes)).isEqualTo(new Version("17"));
  }

  @Test
  @DisplayName("Fields of a newer version come back, number by number, when an older one rewrites")
  void newerFields() throws Exception {
    Entry entry = Json.decode(bytes(golden("entry-newer.json")), EntryMapper::read);
    assertThat(entry.extra())
        .isEqualTo(
            "{\"sticky\":{\"until\":1.50,\"why\":[\"é\",null,[]]},\"weight\":1e400,\"lock\":false}");
    String rewritten = encode(entry.withoutReplaced());
    assertThat(rewritten)
        .endsWith("," + entry.extra().substring(1))
        .contains("\"address\":\"10.1.0.5\"");
    assertThat(Json.decode(bytes(rewritten), EntryMapper::read).extra()).isEqualTo(entry.extra());
  }

  @Test
  @DisplayName("What is no entry is refused with the field's name")
  void notAnEntry() throws Exception {
    String good = golden("entry.json");
    assertRefused(good.replace("\"kind\":\"ordinary\"", "\"kind\":\"eternal\""), "eternal");
    assertRefused(good.replace("\"id\":", "\"no\":"), "no field \"id\"");
    assertRefused(good.replace("10.1.0.5", "10.1.0.05"), "10.1.0.05");
    assertRefused(good.replace("10.1.0.0/16", "10.2.0.0/16"), "is not in");
    assertRefused(good.replace("\"net1\"", "1"), "ifName");
    assertRefused("[]", "START_OBJECT");
    assertRefused(good.substring(0, good.length() - 30), "");
  }

  @Test
  @DisplayName("An extra that is no JSON object is not written")
  void badExtra() {
    Entry entry = Entries.ordinary(1);
    for (String extra : List.of("[]", "{\"a\":", "x", "1")) {
      Entry bad =
          new Entry(
              entry.address(),
              entry.pool(),
              entry.kind(),
              entry.pod(),
              "",
              0,
              entry.holder(),
              null,
              "",
              0,
              entry.id(),
              extra);
      assertThatThrownBy(() -> encode(bad)).isInstanceOf(IOException.class);
    }
  }

  @Property(tries = 500)
  void everyEntryComesBack(
      @ForAll long high,
      @ForAll long low,
      @ForAll Kind kind,
      @ForAll String space,
      @ForAll String name,
      @ForAll String containerId,
      @ForAll long number,
      @ForAll int position,
      @ForAll boolean replaced)
      throws IOException {
    Holder holder = new Holder(containerId, space, name, number, new Attempt(high, low));
    Entry entry =
        new Entry(
            Address.v6(high, low),
            new PoolId(space, Cidr.of(Address.v6(high, low), 64)),
            kind,
            new Pod(name, space, containerId),
            name,
            position,
            holder,
            replaced ? holder : null,
            space,
            number,
            new OwnershipId(high, low),
            "");
    assertThat(Json.decode(bytes(encode(entry)), EntryMapper::read)).isEqualTo(entry);
  }

  private static void assertEntry(String file, Entry entry) throws IOException {
    assertThat(encode(entry)).isEqualTo(golden(file));
    assertThat(Json.decode(bytes(golden(file)), EntryMapper::read)).isEqualTo(entry);
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> Json.decode(bytes(json), EntryMapper::read))
        .isInstanceOf(JsonParseException.class)
        .hasMessageContaining(message);
  }

  private static String encode(Entry entry) throws IOException {
    return new String(Json.encode(json -> EntryMapper.write(entry, json)), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A golden file without the line feed at its end. */
  private static String golden(String file) throws IOException {
    try (InputStream in = MapperTest.class.getResourceAsStream("/json/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8).stripTrailing();
    }
  }
}

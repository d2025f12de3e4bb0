package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.UnknownFields;
import java.io.IOException;

/**
 * An entry as a line of words, as it stands in a HereaboutsBlock:
 *
 * <pre>
 * 10.1.0.5/16 pod=shop/cart-0 uid=0b2f if=net1 node=worker-1 container=ff05
 *   netns=/var/run/netns/cni-1 inode=4026532005 attempt=3.17 network=web since=1760000000000 id=01
 * </pre>
 *
 * <p>The prefix length is the pool's. Words whose value is empty, 0 or ordinary are left out; those
 * of who held it before begin with {@code was.}. A word of a newer version is kept in the entry's
 * {@code extra} and written back; one whose value is no text is written as {@code name:=JSON}.
 *
 * <p>It is shorter than a JSON object and has nothing that JSON escapes: it costs the API server
 * two thirds of that.
 */
final class EntryLine {
  /** Values that are paths are easier to read so. */
  private static final String PATH = "/";

  private final StringBuilder line = new StringBuilder(384);

  private EntryLine() {}

  /**
   * The entry's line.
   *
   * @throws IOException when a text in it is no Unicode text
   */
  static String of(Entry entry) throws IOException {
    return new EntryLine().write(entry);
  }

  private String write(Entry entry) throws IOException {
    line.append(AddressForm.format(entry.address()))
        .append('/')
        .append(entry.pool().cidr().prefixLength());
    switch (entry.kind()) {
      case ORDINARY -> {}
      case SOLO -> word("kind", "solo");
      case SHARED -> word("kind", "shared");
    }
    line.append(" pod=");
    Words.append(line, entry.pod().namespace(), "");
    line.append('/');
    Words.append(line, entry.pod().name(), "");
    word("uid", entry.pod().uid());
    word("if", entry.ifName());
    number("position", entry.position());
    holder("", entry.holder());
    if (entry.replaced() != null) {
      holder("was.", entry.replaced());
    }
    word("network", entry.network());
    number("since", entry.since());
    word("id", entry.id().text());
    extra(entry.extra());
    return line.toString();
  }

  private void holder(String prefix, Holder holder) throws IOException {
    word(prefix + "node", holder.node());
    word(prefix + "container", holder.containerId());
    word(prefix + "netns", holder.netns());
    number(prefix + "inode", holder.netnsInode());
    word(prefix + "attempt", holder.attempt().epoch() + "." + holder.attempt().number());
  }

  private void word(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      line.append(' ').append(name).append('=');
      Words.append(line, value, PATH);
    }
  }

  private void number(String name, long value) {
    if (value != 0) {
      line.append(' ').append(name).append('=').append(value);
    }
  }

  private void extra(String object) throws IOException {
    if (object.isEmpty()) {
      return;
    }
    try (JsonParser json = Json.FACTORY.createParser(object)) {
      json.nextToken();
      Json.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        line.append(' ');
        Words.append(line, json.currentName(), "");
        boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
        line.append(isText ? "=" : ":=");
        Words.append(line, isText ? json.getText() : UnknownFields.valueText(json), PATH);
      }
    }
  }

  /**
   * The entry of a line.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Entry parse(String space, String line) {
    return new EntryLineReading(space, line).read();
  }
}

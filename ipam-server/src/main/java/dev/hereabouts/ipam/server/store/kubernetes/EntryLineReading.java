package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.UnknownFields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The reading of one {@link EntryLine}.
 *
 * <p>Texts that many entries share are interned, for there may be a hundred thousand entries.
 */
final class EntryLineReading {
  private static final String BEFORE = "was.";

  private final String space;
  private final String line;
  private final UnknownFields unknown = new UnknownFields();
  private final HolderWords now = new HolderWords();
  private final HolderWords before = new HolderWords();
  private Kind kind = Kind.ORDINARY;
  private String namespace = "";
  private String podName = "";
  private String uid = "";
  private String ifName = "";
  private int position;
  private String network = "";
  private long since;
  private @Nullable OwnershipId id;

  EntryLineReading(String space, String line) {
    this.space = space;
    this.line = line;
  }

  Entry read() {
    int end = endOfWord(0);
    int slash = line.lastIndexOf('/', end - 1);
    if (slash < 0) {
      throw new IllegalArgumentException("does not begin with an address and a prefix length");
    }
    Address address = AddressForm.parseAddress(line.substring(0, slash));
    Cidr cidr = Cidr.of(address, Integer.parseInt(line, slash + 1, end, 10));
    while (end < line.length()) {
      int start = end + 1;
      end = endOfWord(start);
      word(start, end);
    }
    if (id == null || now.attempt == null) {
      throw new IllegalArgumentException("has no " + (id == null ? "id" : "attempt"));
    }
    return new Entry(
        address,
        new PoolId(space, cidr),
        kind,
        new Pod(uid, namespace, podName),
        ifName,
        position,
        now.holder(now.attempt),
        before.attempt == null ? null : before.holder(before.attempt),
        network,
        since,
        id,
        extra());
  }

  private int endOfWord(int start) {
    int blank = line.indexOf(' ', start);
    return blank < 0 ? line.length() : blank;
  }

  private void word(int start, int end) {
    int equals = line.indexOf('=', start);
    if (equals < 0 || equals >= end) {
      throw new IllegalArgumentException(
          "has a word without a name: " + line.substring(start, end));
    }
    String name = line.substring(start, equals);
    String value = line.substring(equals + 1, end);
    try {
      boolean known =
          name.startsWith(BEFORE)
              ? before.take(name.substring(BEFORE.length()), value)
              : take(name, value) || now.take(name, value);
      if (!known) {
        keep(name, value);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has an unreadable word " + name + "=" + value, e);
    }
  }

  private boolean take(String name, String value) {
    switch (name) {
      case "kind" -> kind = kind(value);
      case "pod" -> {
        int slash = value.indexOf('/');
        namespace = Words.text(value.substring(0, Math.max(slash, 0))).intern();
        podName = Words.text(value.substring(slash + 1));
      }
      case "uid" -> uid = Words.text(value);
      case "if" -> ifName = Words.text(value).intern();
      case "position" -> position = Integer.parseInt(value);
      case "network" -> network = Words.text(value).intern();
      case "since" -> since = Long.parseLong(value);
      case "id" -> id = OwnershipId.parse(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Kind kind(String word) {
    return switch (word) {
      case "solo" -> Kind.SOLO;
      case "shared" -> Kind.SHARED;
      default -> throw new IllegalArgumentException("is of an unknown kind: " + word);
    };
  }

  private void keep(String name, String value) {
    boolean isText = !name.endsWith(":");
    String plainName = Words.text(isText ? name : name.substring(0, name.length() - 1));
    String text = Words.text(value);
    String json = isText ? Json.quoted(text) : text;
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      unknown.take(plainName, parser);
    } catch (IOException e) {
      throw new IllegalArgumentException("has an unreadable word " + name + ": " + value, e);
    }
  }

  private String extra() {
    try {
      return unknown.text();
    } catch (IOException e) {
      throw new IllegalArgumentException("has words that cannot be kept", e);
    }
  }

  /** What is known of one who holds or held the entry. */
  private static final class HolderWords {
    private String containerId = "";
    private String node = "";
    private String netns = "";
    private long inode;
    private @Nullable Attempt attempt;

    boolean take(String name, String value) {
      switch (name) {
        case "container" -> containerId = Words.text(value);
        case "node" -> node = Words.text(value).intern();
        case "netns" -> netns = Words.text(value);
        case "inode" -> inode = Long.parseLong(value);
        case "attempt" -> {
          int point = value.indexOf('.');
          attempt =
              new Attempt(
                  Long.parseLong(value, 0, Math.max(point, 0), 10),
                  Long.parseLong(value, point + 1, value.length(), 10));
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    Holder holder(Attempt which) {
      return new Holder(containerId, node, netns, inode, which);
    }
  }
}

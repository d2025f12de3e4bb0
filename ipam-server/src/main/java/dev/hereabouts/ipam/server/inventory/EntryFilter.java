package dev.hereabouts.ipam.server.inventory;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which entries a question is about: all of its parameters must hold. */
public final class EntryFilter implements Predicate<Entry> {
  private static final Map<String, Function<Entry, String>> FIELDS =
      Map.of(
          "space", entry -> entry.pool().space(),
          "range", entry -> AddressText.format(entry.pool().cidr()),
          "network", Entry::network,
          "node", Entry::node,
          "pod", entry -> entry.pod().reference(),
          "namespace", entry -> entry.pod().namespace(),
          "interface", Entry::ifName,
          "kind", entry -> entry.kind().name().toLowerCase(Locale.ROOT));

  private final Predicate<Entry> all;

  private EntryFilter(Predicate<Entry> all) {
    this.all = all;
  }

  /**
   * Reads a question's parameters.
   *
   * @throws IllegalArgumentException naming an unknown parameter or an address that is none
   */
  public static EntryFilter of(Iterable<Map.Entry<String, String>> parameters) {
    Predicate<Entry> all = entry -> true;
    for (Map.Entry<String, String> parameter : parameters) {
      all = all.and(condition(parameter.getKey(), parameter.getValue()));
    }
    return new EntryFilter(all);
  }

  private static Predicate<Entry> condition(String name, String value) {
    if (name.equals("address")) {
      Address address = AddressText.parseStrict(value);
      if (address == null) {
        throw new IllegalArgumentException("address=" + value + " is no IP address");
      }
      return entry -> entry.address().equals(address);
    }
    if (name.equals("within")) {
      AddressWithPrefix range = AddressText.parseSloppyWithPrefix(value);
      if (range == null) {
        throw new IllegalArgumentException("within=" + value + " is no range");
      }
      Cidr within = Cidr.of(range.address(), range.prefixLength());
      return entry -> within.contains(entry.address());
    }
    if (name.equals("container")) {
      return entry -> entry.holder().containerId().startsWith(value);
    }
    Function<Entry, String> field = FIELDS.get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "unknown parameter "
              + name
              + "; use address, container, within, "
              + String.join(", ", FIELDS.keySet().stream().sorted().toList()));
    }
    return entry -> field.apply(entry).equals(value);
  }

  @Override
  public boolean test(Entry entry) {
    return all.test(entry);
  }
}

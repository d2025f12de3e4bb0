package dev.hereabouts.ipam.server.upkeep;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are meant; what is null or "" narrows nothing.
 *
 * @param space "" is the default space
 * @param namespace the pod's
 * @param age the least; an entry that does not say since when it is has none
 */
public record Narrowing(
    @Nullable Cidr range,
    @Nullable String space,
    @Nullable String node,
    @Nullable String namespace,
    @Nullable Duration age,
    Instant now)
    implements Predicate<Entry> {

  @Override
  public boolean test(Entry entry) {
    return isOf(entry.pool())
        && (node == null || entry.node().equals(node))
        && (namespace == null || entry.pod().namespace().equals(namespace))
        && (age == null || isOld(entry, age));
  }

  /** Whether entries of this pool can be meant. */
  public boolean isOf(PoolId pool) {
    return (range == null || pool.cidr().equals(range))
        && (space == null || pool.space().equals(space));
  }

  /** The pools that are meant, in words. */
  public String poolText() {
    String network =
        space == null ? "" : space.isEmpty() ? "without network_name" : "of network_name " + space;
    String cidr = range == null ? "" : AddressText.format(range);
    return (cidr + " " + network).strip();
  }

  private boolean isOld(Entry entry, Duration least) {
    return entry.since() > 0 && !Instant.ofEpochMilli(entry.since()).plus(least).isAfter(now);
  }
}

package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The record that an address is held.
 *
 * @param ifName {@code CNI_IFNAME}; "" in records that were taken over without one
 * @param position see {@link Owner}
 * @param replaced who held it before the last ADD, to whom it returns if that ADD comes to nothing
 * @param network the network configuration's name
 * @param since when the owner got the address, in milliseconds since 1970 (UTC); for people only
 * @param id new with each new owner
 * @param extra fields that a newer version wrote beside these, kept as they came; else ""
 */
public record Entry(
    Address address,
    PoolId pool,
    Kind kind,
    Pod pod,
    String ifName,
    int position,
    Holder holder,
    @Nullable Holder replaced,
    String network,
    long since,
    OwnershipId id,
    String extra) {

  public Entry {
    if (!pool.cidr().contains(address)) {
      throw new IllegalArgumentException(address + " is not in " + pool);
    }
  }

  /** The node that the address is on. */
  public String node() {
    return holder.node();
  }

  public Owner owner() {
    return new Owner(pool, kind == Kind.SHARED ? address : null, pod.identity(), ifName, position);
  }

  public BlockId block() {
    return BlockId.of(pool.space(), address);
  }

  /** The containers that hold this or held it before the last ADD. */
  public Set<String> containers() {
    return replaced == null
        ? Set.of(holder.containerId())
        : new HashSet<>(List.of(holder.containerId(), replaced.containerId()));
  }

  /** Whether this keeps a dynamic request of the pool off its address. */
  boolean closesTo(PoolId other, boolean solo) {
    return switch (kind) {
      case SHARED -> true;
      case ORDINARY -> !solo || pool.equals(other);
      case SOLO -> pool.equals(other);
    };
  }

  /** Whether the sandbox holds this for the interface; an entry without interface is for any. */
  public boolean isHeldBy(String containerId, String interfaceName) {
    return isFor(interfaceName) && holder.containerId().equals(containerId);
  }

  /** Whether the sandbox held this for the interface until another took over. */
  public boolean wasHeldBy(String containerId, String interfaceName) {
    return isFor(interfaceName) && replaced != null && replaced.containerId().equals(containerId);
  }

  /** This entry in the hands of another sandbox, or of the same one by a later ADD. */
  public Entry takenOverBy(Holder next) {
    return with(next, holder);
  }

  /** Whether this was taken over from another program, and no ADD has confirmed it since. */
  public boolean isImported() {
    return holder.attempt().equals(Attempt.IMPORTED);
  }

  /** This entry at another position among its owner's ranges of the pool. */
  public Entry at(int other) {
    return new Entry(
        address, pool, kind, pod, ifName, other, holder, replaced, network, since, id, extra);
  }

  /** This entry as the pod's. */
  Entry of(Pod other) {
    return with(other, holder, replaced);
  }

  /** This entry without the memory of who held it before. */
  public Entry withoutReplaced() {
    return with(holder, null);
  }

  /** This entry as it was before the last ADD took it over, or null if that ADD created it. */
  public @Nullable Entry restored() {
    return replaced == null ? null : with(replaced, null);
  }

  /** Whether this is the interface's; an entry without interface is for any. */
  boolean isFor(String interfaceName) {
    return ifName.isEmpty() || ifName.equals(interfaceName);
  }

  private Entry with(Holder now, @Nullable Holder before) {
    return with(pod, now, before);
  }

  private Entry with(Pod who, Holder now, @Nullable Holder before) {
    return new Entry(
        address, pool, kind, who, ifName, position, now, before, network, since, id, extra);
  }
}

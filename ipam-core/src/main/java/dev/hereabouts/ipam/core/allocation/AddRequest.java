package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import java.util.List;

/**
 * What a CNI ADD asks: one address from each range, and these static ones.
 *
 * @param retired whether this node knows that the sandbox was deleted or replaced already, so that
 *     this is a late call, which must not take an address away from another sandbox
 * @param space the {@code network_name}, or ""
 * @param now milliseconds since 1970 (UTC), kept in new entries
 */
public record AddRequest(
    Pod pod,
    String ifName,
    Holder holder,
    boolean retired,
    String network,
    String space,
    List<RangeRequest> ranges,
    List<StaticAddress> statics,
    long now) {
  public AddRequest {
    ranges = List.copyOf(ranges);
    statics = List.copyOf(statics);
  }
}

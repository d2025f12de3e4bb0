package dev.hereabouts.ipam.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network configuration, checked and with every default filled in.
 *
 * @param cniVersion the version the reply is written in
 * @param name the network's name, as the runtime knows it
 * @param ranges the wishes for addresses, in the order of the result
 * @param statics addresses given as they are, after those of the ranges
 * @param routes copied to the result
 * @param dns copied to the result
 * @param space where an address is unique: {@code network_name}, or "" for the default
 * @param overlapping {@code enable_overlapping_ranges}: addresses are unique across ranges
 * @param nodeSliceSize prefix length of a node's slice of the first range, which says so too; null
 *     when there are no slices
 * @param logFile {@code log_file}, or ""
 * @param logLevel {@code log_level} in lower case, or "" when absent or unknown
 * @param configurationPath {@code configuration_path}, or ""
 * @param requestedIps what the pod asked for, after the precedence of the three places to ask; it
 *     has already found its way into {@code ranges} and {@code statics}
 * @param prevResult the addresses of {@code prevResult}, read for CHECK only, null when absent
 * @param validAttachments what GC must keep, read for GC only, null when absent
 */
public record NetworkConfig(
    CniVersion cniVersion,
    String name,
    List<RangeRequest> ranges,
    List<StaticAddress> statics,
    List<Route> routes,
    Dns dns,
    String space,
    boolean overlapping,
    @Nullable Integer nodeSliceSize,
    String logFile,
    String logLevel,
    String configurationPath,
    List<RequestedAddress> requestedIps,
    @Nullable List<AddressWithPrefix> prevResult,
    @Nullable List<Attachment> validAttachments) {
  public NetworkConfig {
    ranges = List.copyOf(ranges);
    statics = List.copyOf(statics);
    routes = List.copyOf(routes);
    requestedIps = List.copyOf(requestedIps);
    prevResult = prevResult == null ? null : List.copyOf(prevResult);
    validAttachments = validAttachments == null ? null : List.copyOf(validAttachments);
  }
}

package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import java.util.List;

/**
 * The checked content of CNI_ARGS; a text is "" when its key is absent.
 *
 * @param ips the addresses asked for with {@code IP=}
 * @param gateways {@code GATEWAY=}: next hops for static addresses
 */
public record CniArgs(
    String podNamespace,
    String podName,
    String podUid,
    String infraContainerId,
    List<RequestedAddress> ips,
    List<Address> gateways) {
  /** What an absent or empty CNI_ARGS says. */
  public static final CniArgs NONE = new CniArgs("", "", "", "", List.of(), List.of());

  public CniArgs {
    ips = List.copyOf(ips);
    gateways = List.copyOf(gateways);
  }
}

package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import dev.hereabouts.ipam.core.config.CniCall;
import dev.hereabouts.ipam.core.config.NetworkConfig;
import java.util.List;

/** The verb CHECK: every address of {@code prevResult} that is ours to give is still held. */
final class CheckVerb {
  private final Allocations allocations;

  CheckVerb(Allocations allocations) {
    this.allocations = allocations;
  }

  Outcome serve(CniCall call, NetworkConfig config) {
    List<AddressWithPrefix> previous = config.prevResult();
    if (previous == null) {
      return new Outcome.Failed(
          CniError.of(
              CniErrorCode.INVALID_CONFIGURATION,
              "network " + config.name() + ": prevResult is missing",
              "CHECK needs the result of the ADD as prevResult"));
    }
    String unknown = allocations.unknownEntries();
    if (unknown != null) {
      return new Outcome.Failed(
          CniError.of(
              CniErrorCode.TRY_AGAIN_LATER,
              "network " + config.name() + ": it cannot be checked now: " + unknown,
              "CHECK can be repeated"));
    }
    List<String> missing =
        previous.stream()
            .map(AddressWithPrefix::address)
            .filter(address -> isManaged(config, address) && !isHeld(call, config, address))
            .map(AddressText::format)
            .toList();
    return missing.isEmpty()
        ? Outcome.ok()
        : new Outcome.Failed(
            CniError.of(
                CniErrorCode.NOT_RESERVED,
                "network "
                    + config.name()
                    + ": not held by container "
                    + call.containerId()
                    + " for "
                    + call.ifName()
                    + ": "
                    + String.join(", ", missing),
                "delete the pod, so that it gets an address that is recorded"));
  }

  private static boolean isManaged(NetworkConfig config, Address address) {
    return config.ranges().stream().anyMatch(range -> range.cidr().contains(address))
        || config.statics().stream().anyMatch(fixed -> fixed.address().equals(address));
  }

  private boolean isHeld(CniCall call, NetworkConfig config, Address address) {
    return allocations.entriesOfContainer(call.containerId()).stream()
        .anyMatch(entry ->
            entry.isHeldBy(call.containerId(), call.ifName())
                && entry.pool().space().equals(config.space())
                && entry.address().equals(address));
  }
}

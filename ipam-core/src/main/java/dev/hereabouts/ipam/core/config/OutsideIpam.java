package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call says outside the {@code ipam} object.
 *
 * @param requested the addresses asked for, after the precedence of the places to ask
 * @param gateways next hops for static addresses
 */
record OutsideIpam(
    CniVersion version,
    String name,
    List<RequestedAddress> requested,
    List<Address> gateways,
    @Nullable List<AddressWithPrefix> prevResult,
    @Nullable List<Attachment> validAttachments) {}

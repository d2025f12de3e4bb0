package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * A route that is copied to the result (CNI specification 1.1.0, "routes").
 *
 * @param dst the destination as written, host bits kept
 * @param gw the next hop, or null for the interface's gateway
 * @param mtu path MTU in bytes, null when absent or 0; likewise {@code advmss} and {@code priority}
 * @param table routing table number, 0 kept; likewise {@code scope}
 */
public record Route(
    AddressWithPrefix dst,
    @Nullable Address gw,
    @Nullable Long mtu,
    @Nullable Long advmss,
    @Nullable Long priority,
    @Nullable Long table,
    @Nullable Long scope) {}

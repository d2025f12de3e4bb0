package dev.hereabouts.ipam.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** A pool's numbers. */
public record PoolStatus(
    @JsonPropertyDescription(
            "How many addresses the networks let the range give: their windows less excludes and"
                + " gateways. A decimal number, as text because those of IPv6 pass 64 bits.")
        String size,
    @JsonPropertyDescription("How many entries the pool has. A decimal number.") String used,
    @JsonPropertyDescription(
            "How many addresses an ordinary request can still get; addresses that overlapping"
                + " ranges hold are not free. A decimal number.")
        String free,
    @JsonPropertyDescription(
            "What part of the size cannot be given any more, in percent with one decimal place.")
        String percent,
    @JsonPropertyDescription("The names of the networks that use the range, sorted.")
        List<String> networks) {
  public PoolStatus {
    networks = List.copyOf(networks);
  }
}

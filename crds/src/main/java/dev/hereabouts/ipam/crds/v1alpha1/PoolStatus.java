package dev.hereabouts.ipam.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** A pool's numbers, its nodes' slices, and its conditions. */
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
        List<String> networks,
    @JsonPropertyDescription(
            "Which node has which part of the range for itself, where a network sets"
                + " node_slice_size; sorted. A node without room in its slice borrows elsewhere. Kept"
                + " by the allocator, which takes in what others add here and contradicts nothing.")
        List<PoolSlice> slices,
    @JsonPropertyDescription(
            "How many entries may be leaks: what should be there for them was not found, but"
                + " nothing yet proves that they are unused.")
        Integer suspects,
    @JsonPropertyDescription(
            "What holds of the pool: NearlyFull from 80 percent on, Exhausted when an ordinary"
                + " request gets nothing, Overlapping when another pool of the space has addresses"
                + " of it.")
        List<PoolCondition> conditions) {
  public PoolStatus {
    networks = List.copyOf(networks);
    slices = List.copyOf(slices);
    conditions = List.copyOf(conditions);
  }
}

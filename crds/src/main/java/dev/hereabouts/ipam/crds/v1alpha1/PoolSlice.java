package dev.hereabouts.ipam.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A node's part of a range. */
public record PoolSlice(
    @JsonPropertyDescription("The part, in CIDR notation.") @Required String range,
    @JsonPropertyDescription("The node that gets its addresses from it.") @Required String node) {}

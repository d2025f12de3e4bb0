package dev.hereabouts.ipam.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** What holds of a pool, in the form that all conditions in Kubernetes have. */
public record PoolCondition(
    @JsonPropertyDescription("Which condition.") @Required String type,
    @JsonPropertyDescription("True, False or Unknown.") @Required @Pattern("^(True|False|Unknown)$")
        String status,
    @JsonPropertyDescription("Why, in one word for programs.") @Required String reason,
    @JsonPropertyDescription("Why, for people.") @Required String message,
    @JsonPropertyDescription("When the status changed last (UTC).") @Required
        String lastTransitionTime,
    @JsonPropertyDescription("The generation of the pool that this is about.")
        Long observedGeneration) {}

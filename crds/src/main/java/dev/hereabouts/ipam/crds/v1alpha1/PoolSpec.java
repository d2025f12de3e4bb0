package dev.hereabouts.ipam.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Which addresses a pool is about. */
@ValidationRule(value = "self == oldSelf", message = "the spec of a pool cannot be changed")
public record PoolSpec(
    @JsonPropertyDescription(
            "The network_name under which the range's addresses are unique; empty for the default"
                + " space.")
        @Default("")
        @Size(max = 253)
        String space,
    @JsonPropertyDescription(
            "The range in CIDR notation, in canonical form: no bits set behind the prefix, IPv6 as"
                + " RFC 5952 writes it.")
        @Required
        @Size(max = 43)
        @Pattern("^[0-9a-f.:]+/[0-9]{1,3}$")
        @ValidationRule(
            value =
                "self.startsWith('::ffff:') || isCIDR(self) && cidr(self) == cidr(self).masked()",
            message = "must be a network in CIDR notation without bits set behind the prefix")
        String range) {}

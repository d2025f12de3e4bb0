package dev.hereabouts.ipam.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What a block holds. The rules look at scalars only: a block is written at every allocation. */
@ValidationRule(value = "self.used == size(self.entries)", message = "used must count the entries")
public record BlockSpec(
    @JsonPropertyDescription(
            "The network_name under which the block's addresses are unique; empty for the default"
                + " space.")
        @Default("")
        @Size(max = 253)
        @ValidationRule(
            value = "self == oldSelf",
            message = "the space of a block cannot be changed")
        String space,
    @JsonPropertyDescription("The block's addresses in CIDR notation, in canonical form.")
        @Required
        @Size(max = 43)
        @Pattern("^[0-9a-f.:]+/[0-9]{1,3}$")
        @ValidationRule(
            value = "self == oldSelf",
            message = "the cidr of a block cannot be changed")
        String cidr,
    @JsonPropertyDescription(
            "Which allocator wrote last. It changes when a write must change something.")
        String writer,
    @JsonPropertyDescription("How many entries there are.") @Required @Min(0) int used,
    @JsonPropertyDescription(
            "Who holds which address: each text is one entry, the address and the prefix length of"
                + " its range, then words name=value. An address may have several entries, of"
                + " ranges that overlap.")
        @Required
        List<String> entries) {
  public BlockSpec {
    entries = List.copyOf(entries);
  }
}

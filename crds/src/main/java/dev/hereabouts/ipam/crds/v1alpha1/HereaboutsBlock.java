package dev.hereabouts.ipam.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The addresses given out of one aligned run of a space; one write decides over each of them. */
@Group("ipam.hereabouts.dev")
@Version("v1alpha1")
@Kind("HereaboutsBlock")
@Plural("hereaboutsblocks")
@ShortNames("hblock")
@Categories("hereabouts")
@JsonClassDescription(
    "The addresses given out of one aligned run of a space. Written by the allocator alone: do not"
        + " edit or delete it by hand. While it has entries it carries the finalizer"
        + " ipam.hereabouts.dev/entries.")
@AdditionalPrinterColumn(name = "Space", jsonPath = ".spec.space")
@AdditionalPrinterColumn(name = "Block", jsonPath = ".spec.cidr")
@AdditionalPrinterColumn(
    name = "Used",
    jsonPath = ".spec.used",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class HereaboutsBlock extends CustomResource<BlockSpec, Void> {
  @Override
  @Required
  @JsonPropertyDescription("Who holds which of the block's addresses.")
  public BlockSpec getSpec() {
    return super.getSpec();
  }
}

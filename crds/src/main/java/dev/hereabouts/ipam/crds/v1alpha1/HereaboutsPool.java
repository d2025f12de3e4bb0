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

/** A range of addresses that networks use, and how full it is. */
@Group("ipam.hereabouts.dev")
@Version("v1alpha1")
@Kind("HereaboutsPool")
@Plural("hereaboutspools")
@ShortNames("hpool")
@Categories("hereabouts")
@JsonClassDescription(
    "A range of addresses that networks use, and how full it is. Made by the first call that names"
        + " the range, or by an operator beforehand. Holds no entries: those are in the"
        + " HereaboutsBlocks.")
@AdditionalPrinterColumn(name = "Range", jsonPath = ".spec.range")
@AdditionalPrinterColumn(name = "Size", jsonPath = ".status.size")
@AdditionalPrinterColumn(name = "Used", jsonPath = ".status.used")
@AdditionalPrinterColumn(name = "Free", jsonPath = ".status.free")
@AdditionalPrinterColumn(name = "Use%", jsonPath = ".status.percent")
@AdditionalPrinterColumn(name = "Network", jsonPath = ".status.networks")
@AdditionalPrinterColumn(name = "Space", jsonPath = ".spec.space", priority = 1)
@AdditionalPrinterColumn(
    name = "Suspects",
    jsonPath = ".status.suspects",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Nearly-Full",
    jsonPath = ".status.conditions[?(@.type==\"NearlyFull\")].status",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Exhausted",
    jsonPath = ".status.conditions[?(@.type==\"Exhausted\")].status",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Overlapping",
    jsonPath = ".status.conditions[?(@.type==\"Overlapping\")].status",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class HereaboutsPool extends CustomResource<PoolSpec, PoolStatus> {
  @Override
  @Required
  @JsonPropertyDescription("Which addresses the pool is about. Cannot be changed.")
  public PoolSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription(
      "The pool's numbers and conditions, kept by the allocator: at most a second behind while addresses come and"
          + " go.")
  public PoolStatus getStatus() {
    return super.getStatus();
  }
}

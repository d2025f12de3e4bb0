package dev.hereabouts.ipam.server.kubernetes;

/** How much of each object an answer has. */
public enum View {
  WHOLE("application/json"),
  /** {@code metadata} alone, whatever the kind. */
  METADATA("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"),
  /** A list of {@link #METADATA}: the API server wants to be asked for it by a name of its own. */
  METADATA_LIST("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");

  final String accept;

  View(String accept) {
    this.accept = accept;
  }

  /** The same of a list of objects. */
  View ofList() {
    return this == METADATA ? METADATA_LIST : this;
  }
}

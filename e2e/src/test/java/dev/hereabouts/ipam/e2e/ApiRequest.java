package dev.hereabouts.ipam.e2e;

import java.util.Set;

/**
 * A request to the API server, as a rule of {@link ApiProxy} sees it.
 *
 * @param path without its query
 * @param query "null" without one
 * @param body "" without one
 */
record ApiRequest(String method, String path, String query, String body) {
  static final String BLOCKS = "/apis/ipam.hereabouts.dev/v1alpha1/hereaboutsblocks";
  static final String POOLS = "/apis/ipam.hereabouts.dev/v1alpha1/hereaboutspools";

  private static final Set<String> WRITING = Set.of("POST", "PUT", "PATCH", "DELETE");

  boolean isWrite() {
    return WRITING.contains(method);
  }

  /** Whether a HereaboutsBlock is to be made, changed or removed. */
  boolean isBlockWrite() {
    return isWrite() && isBlock();
  }

  /** Whether it is about HereaboutsBlocks. */
  boolean isBlock() {
    return path.equals(BLOCKS) || path.startsWith(BLOCKS + "/");
  }

  /** Whether it is to be told of changes of all pods. */
  boolean isPodWatch() {
    return path.equals("/api/v1/pods") && query.contains("watch=true");
  }

  /** Whether it is to be told of changes of HereaboutsBlocks. */
  boolean isBlockWatch() {
    return isBlock() && query.contains("watch=true");
  }

  /** What a written block says of its writer; "" where the request writes none. */
  String writer() {
    return isBlockWrite() && !body.isEmpty()
        ? Json.parse(body).path("spec").path("writer").asText("")
        : "";
  }

  /** Whether it writes a block for the sake of its version alone, after an unknown outcome. */
  boolean isFence() {
    return writer().contains("#");
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}

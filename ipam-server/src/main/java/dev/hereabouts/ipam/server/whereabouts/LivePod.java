package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod that is there.
 *
 * @param uid as its runtime knows it: of a static pod that is the hash of its configuration
 * @param reported the addresses in its network status, or null while it has none
 */
record LivePod(String uid, String node, @Nullable Set<Address> reported) {
  private static final String STATUS = "k8s.v1.cni.cncf.io/network-status";
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String HASH = "kubernetes.io/config.hash";

  static LivePod of(Tree pod) {
    Tree metadata = pod.child("metadata");
    Tree annotations = metadata.child("annotations");
    String hash = annotations.has(MIRROR) ? annotations.text(HASH) : "";
    return new LivePod(
        hash.isEmpty() ? metadata.text("uid") : hash,
        pod.child("spec").text("nodeName"),
        annotations.has(STATUS) ? reported(annotations.text(STATUS)) : null);
  }

  private static @Nullable Set<Address> reported(String status) {
    Set<Address> addresses = new HashSet<>();
    try {
      byte[] wrapped = ("{\"networks\":" + status + "}").getBytes(StandardCharsets.UTF_8);
      Map<String, @Nullable Object> read = Json.decode(wrapped, JsonTree::object);
      for (Tree network : new Tree(read).children("networks")) {
        network.texts("ips").stream()
            .map(AddressText::parseStrict)
            .filter(address -> address != null)
            .forEach(addresses::add);
      }
      return addresses;
    } catch (IOException _) {
      return null; // a status that is none tells nothing
    }
  }

  /** Whether its network status speaks against its having the address. */
  boolean denies(Address address) {
    return reported != null && !reported.contains(address);
  }

  List<Address> reportedAddresses() {
    return reported == null ? List.of() : List.copyOf(reported);
  }
}

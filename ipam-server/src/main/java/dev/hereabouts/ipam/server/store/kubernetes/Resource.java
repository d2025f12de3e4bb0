package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.server.json.AddressForm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Our custom resources: their paths, and what objects are named. */
enum Resource {
  POOLS("hereaboutspools", "HereaboutsPool"),
  BLOCKS("hereaboutsblocks", "HereaboutsBlock");

  static final String API_VERSION = "ipam.hereabouts.dev/v1alpha1";
  private static final int HASH_BYTES = 4;

  final String collection;
  final String kind;

  Resource(String plural, String kind) {
    this.collection = "/apis/" + API_VERSION + "/" + plural;
    this.kind = kind;
  }

  String path(String name) {
    return collection + "/" + name;
  }

  /**
   * The name of the object of a network: the network with hyphens, and in a space its hash. It
   * starts with a digit or letter as DNS wants it: {@code ::/64} becomes {@code 0---64}.
   */
  static String name(String space, Cidr cidr) {
    String text = AddressForm.format(cidr).replaceAll("[.:/]", "-");
    String name = text.startsWith("-") ? "0" + text : text;
    return space.isEmpty() ? name : name + "-" + hash(space);
  }

  private static String hash(String space) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(space.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package dev.hereabouts.ipam.e2e;

/** Network configurations as the stories use them. */
final class Networks {
  private Networks() {}

  /** A network with these members of {@code ipam}, in the newest version. */
  static String network(String name, String ipam) {
    return network("1.1.0", name, ipam);
  }

  static String network(String version, String name, String ipam) {
    return """
    {"cniVersion":"%s","name":"%s","type":"macvlan","master":"eth0",\
    "ipam":{"type":"whereabouts",%s}}\
    """
        .formatted(version, name, ipam);
  }

  /** A network with one range. */
  static String range(String name, String range) {
    return network(name, "\"range\":\"" + range + "\"");
  }
}

package dev.hereabouts.ipam.core.config;

import java.util.List;

/** The resolver settings that are copied to the result (CNI specification, "dns"). */
public record Dns(
    List<String> nameservers, String domain, List<String> search, List<String> options) {
  public Dns {
    nameservers = List.copyOf(nameservers);
    search = List.copyOf(search);
    options = List.copyOf(options);
  }

  /** Whether nothing is set. */
  public boolean isEmpty() {
    return nameservers.isEmpty() && domain.isEmpty() && search.isEmpty() && options.isEmpty();
  }
}

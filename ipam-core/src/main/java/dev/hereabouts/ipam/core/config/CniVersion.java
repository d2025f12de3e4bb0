package dev.hereabouts.ipam.core.config;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version of the CNI specification that this plugin speaks, in ascending order. */
public enum CniVersion {
  V0_1_0("0.1.0"),
  V0_2_0("0.2.0"),
  V0_3_0("0.3.0"),
  V0_3_1("0.3.1"),
  V0_4_0("0.4.0"),
  V1_0_0("1.0.0"),
  V1_1_0("1.1.0");

  private final String text;

  CniVersion(String text) {
    this.text = text;
  }

  /** The version as it is written in a network configuration. */
  public String text() {
    return text;
  }

  /** The texts of all versions, ascending. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(CniVersion::text).toList();
  }

  /** The version with this text, or null. The empty text means 0.1.0, as a missing version does. */
  public static @Nullable CniVersion of(String text) {
    if (text.isEmpty()) {
      return V0_1_0;
    }
    return Arrays.stream(values()).filter(v -> v.text.equals(text)).findFirst().orElse(null);
  }

  /** Whether a result has one slot for each family ({@code ip4}, {@code ip6}) and no list. */
  public boolean hasOneAddressPerFamily() {
    return compareTo(V0_3_0) < 0;
  }

  /** Whether the verb CHECK exists. */
  public boolean hasCheck() {
    return compareTo(V0_4_0) >= 0;
  }

  /** Whether the verbs GC and STATUS exist. */
  public boolean hasGcAndStatus() {
    return compareTo(V1_1_0) >= 0;
  }

  @Override
  public String toString() {
    return text;
  }
}

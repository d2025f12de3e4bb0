package dev.hereabouts.ipam.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a network configuration. */
public sealed interface Parsed {
  /** The configuration can be served. */
  record Valid(NetworkConfig config, List<Finding> warnings) implements Parsed {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The configuration cannot be served.
   *
   * @param findings errors and warnings, the first error first
   * @param network the network's name, "" when there is no usable one
   * @param cniVersion the version to put into the error reply, or null when it is not a known one
   */
  record Invalid(List<Finding> findings, String network, @Nullable String cniVersion)
      implements Parsed {
    public Invalid {
      findings = List.copyOf(findings);
    }

    /** The error that decides the reply's code. */
    public Finding first() {
      return findings.getFirst();
    }
  }
}

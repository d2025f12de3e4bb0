package dev.hereabouts.ipam.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the network configuration of a DEL, of which as little as possible is asked. */
public sealed interface ParsedDelete {
  /**
   * The DEL can be served.
   *
   * @param name the network's name
   * @param cniVersion the version, or null when it is not a known one
   */
  record Valid(String name, @Nullable CniVersion cniVersion, List<Finding> warnings)
      implements ParsedDelete {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The text is no JSON object or has no usable name.
   *
   * @param cniVersion the version to put into the error reply, or null when it is not a known one
   */
  record Invalid(List<Finding> findings, @Nullable String cniVersion) implements ParsedDelete {
    public Invalid {
      findings = List.copyOf(findings);
    }

    /** The error that decides the reply's code. */
    public Finding first() {
      return findings.getFirst();
    }
  }
}

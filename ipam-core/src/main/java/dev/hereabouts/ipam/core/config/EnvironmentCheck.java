package dev.hereabouts.ipam.core.config;

import java.util.List;

/** What became of the environment of a CNI call. */
public sealed interface EnvironmentCheck {
  /** The environment is complete and well formed. */
  record Accepted(CniCall call, List<Finding> warnings) implements EnvironmentCheck {
    public Accepted {
      warnings = List.copyOf(warnings);
    }
  }

  /** The environment is not usable: all errors, of code 4. */
  record Rejected(List<Finding> findings) implements EnvironmentCheck {
    public Rejected {
      findings = List.copyOf(findings);
    }
  }
}

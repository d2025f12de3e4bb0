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

  /**
   * The environment is not usable.
   *
   * @param findings all errors, of code 4
   * @param args what can be read of CNI_ARGS, to say in the error which pod it is about
   */
  record Rejected(List<Finding> findings, CniArgs args) implements EnvironmentCheck {
    public Rejected {
      findings = List.copyOf(findings);
    }
  }
}

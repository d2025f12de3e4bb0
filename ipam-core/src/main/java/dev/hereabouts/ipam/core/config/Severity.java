package dev.hereabouts.ipam.core.config;

/** What a finding means for the call. */
public enum Severity {
  /** The call fails. */
  ERROR,
  /** The call goes on; the text says what was ignored or assumed. */
  WARNING
}

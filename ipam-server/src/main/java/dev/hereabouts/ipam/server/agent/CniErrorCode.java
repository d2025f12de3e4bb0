package dev.hereabouts.ipam.server.agent;

/** The codes of CNI errors (CNI specification 1.1.0, "Error"; from 100 on our own). */
enum CniErrorCode {
  INCOMPATIBLE_VERSION(1),
  BAD_ENVIRONMENT(4),
  NOT_DECODED(6),
  INVALID_CONFIGURATION(7),
  TRY_AGAIN_LATER(11),
  NOT_AVAILABLE(50),
  EXHAUSTED(100),
  NOT_RESERVED(101),
  ADDRESS_REFUSED(102);

  private final int number;

  CniErrorCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}

package dev.hereabouts.ipam.server.whereabouts;

/** An OverlappingRangeIPReservation: its name is the address. */
public record OldReservation(
    String namespace, String name, String containerId, String podRef, String ifName) {

  /** The object for people. */
  String source() {
    return "reservation " + namespace + "/" + name;
  }
}

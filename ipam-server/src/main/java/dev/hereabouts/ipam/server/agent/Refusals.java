package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.math.BigInteger;

/** The one place where the allocator's refusals become CNI errors. */
final class Refusals {
  private Refusals() {}

  /**
   * @param network the configuration's name
   * @param pod {@code namespace/name}
   */
  static CniError error(Reply.Refused refused, String network, String pod) {
    String about = "network " + network + ", pod " + pod + ": ";
    return switch (refused) {
      case Reply.PoolExhausted exhausted ->
          CniError.of(
              CniErrorCode.EXHAUSTED,
              "Could not allocate IP in range: " + about + numbers(exhausted),
              "free addresses that are no longer used (hereabouts list shows who holds which),"
                  + " widen range or the window, or take entries out of exclude");
      case Reply.AddressTaken(Address address, Entry by) ->
          CniError.of(
              CniErrorCode.ADDRESS_REFUSED,
              about
                  + "address "
                  + AddressText.format(address)
                  + " was asked for but is held by pod "
                  + by.pod().reference()
                  + " for "
                  + by.ifName()
                  + " of network "
                  + by.network(),
              "ask for another address, or delete that pod");
      case Reply.AddressNotAllowed(Address address, RangeRequest range, Reply.Obstacle obstacle) ->
          CniError.of(
              CniErrorCode.ADDRESS_REFUSED,
              about
                  + "address "
                  + AddressText.format(address)
                  + " was asked for but range "
                  + AddressText.format(range.cidr())
                  + " does not give it: "
                  + reason(obstacle),
              "ask for an address that the range can give");
      case Reply.SandboxReplaced(String containerId, Entry entry) ->
          CniError.of(
              CniErrorCode.TRY_AGAIN_LATER,
              about
                  + "this ADD came too late: sandbox "
                  + containerId
                  + " was deleted or replaced, and "
                  + AddressText.format(entry.address())
                  + " is held by sandbox "
                  + entry.holder().containerId(),
              "nothing is to be done: the newer sandbox has the address");
      case Reply.Unavailable(String reason) ->
          CniError.of(
              CniErrorCode.TRY_AGAIN_LATER,
              about + "no address could be given now: " + reason,
              "nothing is held; the runtime tries again with its next sandbox");
    };
  }

  private static String numbers(Reply.PoolExhausted exhausted) {
    RangeRequest range = exhausted.range();
    BigInteger others = exhausted.givable().subtract(exhausted.own());
    return "range "
        + AddressText.format(range.cidr())
        + " ("
        + AddressText.format(range.window().first())
        + " to "
        + AddressText.format(range.window().last())
        + ") has "
        + exhausted.givable()
        + " addresses to give and none is free: "
        + exhausted.own()
        + " are held in this range, "
        + others
        + " by ranges that overlap it";
  }

  private static String reason(Reply.Obstacle obstacle) {
    return switch (obstacle) {
      case NETWORK_OR_LAST_ADDRESS -> "it is the first or last address of the range";
      case EXCLUDED -> "it is in exclude";
      case GATEWAY -> "it is the gateway";
      case HOLDS_ANOTHER -> "the interface already holds another address of this range";
      case HELD_BY_POD -> "the pod already has it from another range or as a static address";
    };
  }
}

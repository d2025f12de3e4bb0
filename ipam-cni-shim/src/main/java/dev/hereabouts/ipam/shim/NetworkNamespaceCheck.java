package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;

/**
 * The check that a call is not about the network namespace that the shim itself runs in, which
 * would configure the node instead of a pod.
 *
 * <p>It comes before anything is sent, so that a call refused holds nothing. A namespace is an
 * inode: comparing names would miss bind mounts.
 */
final class NetworkNamespaceCheck {
  private static final int MAX_QUOTED = 1024;

  private NetworkNamespaceCheck() {}

  static void check(Environment environment) throws ShimFailure {
    byte[] path = environment.getNonEmpty("CNI_NETNS");
    Address found = ProcessEnvironment.find("CNI_NETNS");
    if (path == null || found == null || isOverridden(environment.get("CNI_NETNS_OVERRIDE"))) {
      return;
    }
    byte[] own = Libc.terminated("/proc/self/ns/net");
    if (Libc.isSameFile(found, Address.ofData(own))) {
      throw new ShimFailure(
          ShimFailure.INVALID_NETNS,
          Bytes.of("CNI_NETNS is '")
              .appendAtMost(MAX_QUOTED, path)
              .append("', the plugin's own netns; it has to be the netns of a container,")
              .append(" unless CNI_NETNS_OVERRIDE=true is set"));
    }
  }

  /** The spellings of true that Go's {@code strconv.ParseBool} takes, as other plugins do. */
  static boolean isOverridden(byte @Nullable [] value) {
    if (value == null) {
      return false;
    }
    return Shim.isAscii(value, "1")
        || Shim.isAscii(value, "t")
        || Shim.isAscii(value, "T")
        || Shim.isAscii(value, "true")
        || Shim.isAscii(value, "TRUE")
        || Shim.isAscii(value, "True");
  }
}

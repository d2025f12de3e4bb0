package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.config.CniArgs;

/** The pod of a call. */
final class Pods {
  private Pods() {}

  static Pod of(CniArgs args) {
    return new Pod(args.podUid(), args.podNamespace().intern(), args.podName());
  }
}

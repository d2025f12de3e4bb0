package dev.hereabouts.ipam.e2e;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A pod as the runtime names it in CNI_ARGS. */
record Pod(String uid, String namespace, String name) {
  /** A pod whose UID follows from a story's name and its own, and so is no other story's. */
  static Pod of(String story, String namespace, String name) {
    byte[] text = (story + "/" + namespace + "/" + name).getBytes(StandardCharsets.UTF_8);
    return new Pod(UUID.nameUUIDFromBytes(text).toString(), namespace, name);
  }
}

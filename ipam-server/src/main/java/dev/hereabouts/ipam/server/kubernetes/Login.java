package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import org.jspecify.annotations.Nullable;

/** Where the credentials come from that requests show. */
interface Login {
  /** The credentials as they are now, without waiting; null while they must be fetched. */
  @Nullable Credentials known() throws ApiAccessException;

  /** The same, fetched where they must be: takes seconds, so never called on an event loop. */
  Credentials fetch() throws ApiAccessException;

  /** Hears that the server did not take them, and tells whether others may be had. */
  boolean refused(Credentials credentials);

  /** What a request shows: neither, one, or both. */
  record Credentials(@Nullable String token, @Nullable ClientCertificate certificate) {}
}

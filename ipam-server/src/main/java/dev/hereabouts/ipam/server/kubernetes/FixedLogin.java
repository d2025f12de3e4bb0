package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import org.jspecify.annotations.Nullable;

/** Credentials that are at hand. */
record FixedLogin(Token token, @Nullable ClientCertificate certificate) implements Login {
  @Override
  public Credentials known() throws ApiAccessException {
    return new Credentials(token.current(), certificate);
  }

  @Override
  public Credentials fetch() throws ApiAccessException {
    return known();
  }

  @Override
  public boolean refused(Credentials credentials) {
    return false;
  }
}

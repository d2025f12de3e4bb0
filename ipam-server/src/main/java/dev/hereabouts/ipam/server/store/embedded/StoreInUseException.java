package dev.hereabouts.ipam.server.store.embedded;

/** Says that a store is open already, in another process or in this one. */
public final class StoreInUseException extends StoreUnavailableException {
  private static final long serialVersionUID = 1;

  StoreInUseException(String message) {
    super(message);
  }
}

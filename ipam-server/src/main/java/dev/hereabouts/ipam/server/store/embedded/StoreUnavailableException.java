package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;

/** Says in one line why a store cannot be opened, of which file, and what to do. */
public class StoreUnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  StoreUnavailableException(String message) {
    super(message);
  }

  StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

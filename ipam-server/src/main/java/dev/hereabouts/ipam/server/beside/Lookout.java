package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second at what whereabouts holds, for as long as this leads. */
public record Lookout(
    BesideStore store, Timer timer, BooleanSupplier leads, Consumer<BlockId> changed) {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
  private static final long PAUSE_MILLIS = 1_000;

  public void start() {
    timer.after(PAUSE_MILLIS, this::look);
  }

  private void look() {
    if (leads.getAsBoolean()) {
      store
          .look(changed)
          .onFailure(failure -> LOG.warn("beside whereabouts: {}", failure.getMessage()))
          .onComplete(_ -> start());
    }
  }
}

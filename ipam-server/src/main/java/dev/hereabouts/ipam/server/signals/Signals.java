package dev.hereabouts.ipam.server.signals;

import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.reclaim.Witness;

/** Where the reclaimer tells what it sees and does, for operators. On the event loop. */
public interface Signals {
  /** Hears nothing. */
  Signals NONE =
      new Signals() {
        @Override
        public void released(Reason reason, Witness witness) {}

        @Override
        public void suspects(PoolId pool, long count) {}
      };

  /** An entry was released without a DEL. */
  void released(Reason reason, Witness witness);

  /** So many entries of the pool are suspects now. */
  void suspects(PoolId pool, long count);
}

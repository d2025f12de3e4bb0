package dev.hereabouts.ipam.server.signals;

import dev.hereabouts.ipam.core.allocation.PoolId;

/** Where the reclaimer tells what it sees and does, for operators. On the event loop. */
public interface Signals {
  /** Hears nothing. */
  Signals NONE =
      new Signals() {
        @Override
        public void released(String reason, String witness) {}

        @Override
        public void suspects(PoolId pool, long count) {}
      };

  /**
   * An entry was released without a DEL.
   *
   * @param reason a word of a fixed set, such as {@code pod-gone}
   * @param witness a word of a fixed set, such as {@code network-namespace}, {@code node}, {@code
   *     operator}
   */
  void released(String reason, String witness);

  /** So many entries of the pool are suspects now. */
  void suspects(PoolId pool, long count);
}

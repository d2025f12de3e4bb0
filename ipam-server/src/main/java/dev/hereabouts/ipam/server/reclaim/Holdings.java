package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import java.util.function.Consumer;

/** What is held, and the way to release it: the allocator while it leads. */
public interface Holdings {
  /** The state as decided. For reading on the event loop. */
  Ledger ledger();

  /** Takes addresses back. The answer comes later, on the event loop. */
  void release(ReleaseRequest request, Consumer<Reply> answer);
}

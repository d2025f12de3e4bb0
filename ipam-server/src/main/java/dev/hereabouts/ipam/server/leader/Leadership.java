package dev.hereabouts.ipam.server.leader;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.server.allocator.Allocator;
import dev.hereabouts.ipam.server.wire.ReportReply;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the agents' server needs of the allocator in this process. For the event loop only. */
public interface Leadership {
  /** When nothing is made of reports. */
  long UNHURRIED_MILLIS = 20_000;

  Standing standing();

  void add(AddRequest request, Consumer<Reply> answer);

  void release(ReleaseRequest request, Consumer<Reply> answer);

  /** The state as decided. */
  Ledger ledger();

  /** A node's agent gave a sign of life. */
  void heard(String node);

  /** A node's agent tells of all its sandboxes that are no more. */
  ReportReply report(String node, List<LostSandbox> sandboxes);

  static Leadership of(Allocator allocator, Supplier<Standing> standing) {
    return new Leadership() {
      @Override
      public Standing standing() {
        return standing.get();
      }

      @Override
      public void add(AddRequest request, Consumer<Reply> answer) {
        allocator.add(request, answer);
      }

      @Override
      public void release(ReleaseRequest request, Consumer<Reply> answer) {
        allocator.release(request, answer);
      }

      @Override
      public Ledger ledger() {
        return allocator.ledger();
      }

      @Override
      public void heard(String node) {}

      @Override
      public ReportReply report(String node, List<LostSandbox> sandboxes) {
        return new ReportReply(UNHURRIED_MILLIS, false);
      }
    };
  }
}

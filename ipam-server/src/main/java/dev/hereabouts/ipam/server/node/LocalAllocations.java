package dev.hereabouts.ipam.server.node;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.server.agent.Allocations;
import dev.hereabouts.ipam.server.allocator.Allocator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The allocator of this process as the agent sees it; every entry is this node's. */
record LocalAllocations(Allocator allocator, Supplier<@Nullable String> storeOutage)
    implements Allocations {
  @Override
  public void add(AddRequest request, Consumer<Reply> answer) {
    allocator.add(request, answer);
  }

  @Override
  public void release(ReleaseRequest request, Consumer<Reply> answer) {
    allocator.release(request, answer);
  }

  @Override
  public @Nullable String unknownEntries() {
    return null;
  }

  @Override
  public List<Entry> entriesOfContainer(String containerId) {
    return allocator.ledger().entriesOfContainer(containerId);
  }

  @Override
  public Stream<Entry> entriesOfNode() {
    return allocator.ledger().entries();
  }

  @Override
  public @Nullable String outage() {
    String store = storeOutage.get();
    return store != null ? store : allocator.outage();
  }
}

package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the agent needs of whoever decides: in this process, or the cluster's leader. */
public interface Allocations {
  void add(AddRequest request, Consumer<Reply> answer);

  void release(ReleaseRequest request, Consumer<Reply> answer);

  /** Why it is not known yet what this node holds, or null when the following two tell. */
  @Nullable String unknownEntries();

  /** The entries that the container holds or held. */
  List<Entry> entriesOfContainer(String containerId);

  /** The entries of this node. */
  Stream<Entry> entriesOfNode();

  /** Why an ADD cannot be served now, for an operator to read, or null if it can. */
  @Nullable String outage();
}

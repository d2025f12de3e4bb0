package dev.hereabouts.ipam.server.signals;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Reply;

/** Told of the requests of an allocator and their answers, on the event loop. */
public interface RequestListener {
  /** A request has come; it will be answered. */
  void came();

  /** An ADD was answered. */
  void added(AddRequest request, Reply reply, long nanos);

  /** A release was answered. */
  void released(Reply reply, long nanos);
}

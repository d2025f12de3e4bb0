package dev.hereabouts.ipam.server.allocator;

/** What an allocator is at a time. It serves while {@link #LEADING} only. */
public enum Role {
  FOLLOWER,
  LOADING,
  LEADING,
  RESIGNED;

  /**
   * The move to the next role.
   *
   * @throws IllegalStateException for a move that is a bug
   */
  Role to(Role next) {
    boolean legal =
        switch (this) {
          case FOLLOWER -> next == LOADING || next == RESIGNED;
          case LOADING -> next == LEADING || next == FOLLOWER || next == RESIGNED;
          case LEADING -> next == RESIGNED;
          case RESIGNED -> false;
        };
    if (!legal) {
      throw new IllegalStateException("from " + this + " to " + next);
    }
    return next;
  }
}

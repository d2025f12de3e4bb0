package dev.hereabouts.ipam.server.election;

/** Who is told how the election goes, on the event loop. */
public interface ElectionListener {

  /** This candidate leads from now on. */
  void leading();

  /** This candidate leads no more. What it has not answered yet, it must not answer. */
  void lost(String reason);

  /**
   * Another holder is seen than before; it may be this candidate.
   *
   * @param holder its identity, empty when nobody holds the lease
   */
  void observed(String holder);
}

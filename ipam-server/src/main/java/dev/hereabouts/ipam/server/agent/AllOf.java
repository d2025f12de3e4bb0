package dev.hereabouts.ipam.server.agent;

import java.util.function.Consumer;

/** Waits for several answers and passes on whether all of them were true. */
final class AllOf implements Consumer<Boolean> {
  private final Consumer<Boolean> done;
  private int outstanding;
  private boolean allTrue = true;

  AllOf(int expected, Consumer<Boolean> done) {
    this.outstanding = expected;
    this.done = done;
  }

  @Override
  public void accept(Boolean one) {
    allTrue &= one;
    outstanding--;
    if (outstanding == 0) {
      done.accept(allTrue);
    }
  }
}

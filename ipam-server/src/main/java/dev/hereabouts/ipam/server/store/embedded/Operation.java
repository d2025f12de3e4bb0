package dev.hereabouts.ipam.server.store.embedded;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One thing that is asked of the store: done first, answered when the disk has it. */
interface Operation {

  /** One whose outcome is the answer. */
  static <T> Operation answering(Supplier<T> work, Consumer<T> done, Function<String, T> failure) {
    return new Operation() {
      @Override
      public Runnable apply() {
        T outcome = work.get();
        return () -> done.accept(outcome);
      }

      @Override
      public void fail(String reason) {
        done.accept(failure.apply(reason));
      }
    };
  }

  /** A change that is answered with whether it is on the disk. */
  static Operation confirmed(Runnable change, Consumer<Boolean> done) {
    return new Operation() {
      @Override
      public Runnable apply() {
        change.run();
        return () -> done.accept(true);
      }

      @Override
      public void fail(String reason) {
        done.accept(false);
      }
    };
  }

  /** A change that nobody waits for. */
  static Operation unheard(Runnable change, Consumer<String> onFailure) {
    return new Operation() {
      @Override
      public Runnable apply() {
        change.run();
        return () -> {};
      }

      @Override
      public void fail(String reason) {
        onFailure.accept(reason);
      }
    };
  }

  /**
   * Does it, in memory.
   *
   * @return gives the answer, once everything up to here is on the disk
   */
  Runnable apply();

  /** Answers that it did not come to a good end, or that nobody knows. */
  void fail(String reason);
}

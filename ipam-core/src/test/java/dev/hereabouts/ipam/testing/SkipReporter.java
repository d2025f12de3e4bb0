package dev.hereabouts.ipam.testing;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints each test that was skipped or aborted, with its reason: Maven's own report does not say
 * why.
 */
public final class SkipReporter implements TestExecutionListener {
  private final PrintStream out;
  private @Nullable TestPlan plan;

  /** As JUnit makes it. */
  public SkipReporter() {
    this(System.out);
  }

  SkipReporter(PrintStream out) {
    this.out = out;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    print(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      print(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason was given"));
    }
  }

  private void print(TestIdentifier test, @Nullable String reason) {
    out.println("SKIPPED " + path(test) + ": " + reason);
  }

  private String path(TestIdentifier test) {
    TestPlan current = plan;
    Deque<String> names = new ArrayDeque<>();
    names.push(test.getDisplayName());
    if (current != null) {
      current
          .getParent(test)
          .filter(parent -> parent.getParentIdObject().isPresent())
          .ifPresent(parent -> names.push(parent.getDisplayName()));
    }
    return String.join(" > ", names);
  }
}

package dev.hereabouts.ipam.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

final class SkipReporterTest {

  @Test
  void printsWhatWasSkippedAndWhyAndNothingElse() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Sample.class)).build();
    LauncherConfig withoutOthers =
        LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build();
    LauncherFactory.create(withoutOthers)
        .execute(request, new SkipReporter(new PrintStream(printed, true, StandardCharsets.UTF_8)));
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactlyInAnyOrder(
            "SKIPPED SkipReporterTest$Sample > needsRoot(): Assumption failed: this needs root",
            "SKIPPED SkipReporterTest$Sample > isOff(): off since yesterday");
  }

  @Test
  void isFoundByJUnit() {
    assertThat(ServiceLoader.load(TestExecutionListener.class))
        .hasAtLeastOneElementOfType(SkipReporter.class);
  }

  /** No test of its own: Maven runs no nested classes. */
  static final class Sample {
    @Test
    void works() {
      assertThat(1).isOne();
    }

    @Test
    void needsRoot() {
      assumeTrue(false, "this needs root");
    }

    @Test
    @Disabled("off since yesterday")
    void isOff() {
      assertThat(1).isOne();
    }
  }
}

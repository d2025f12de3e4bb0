package dev.hereabouts.ipam.server.signals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Events")
final class EventWriterTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  private final ScriptedApi api = new ScriptedApi();
  private final List<EventWriter.Fate> fates = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 5;
  private final EventWriter writer = new EventWriter(api, () -> nanos, () -> NOW, fates::add);

  private static EventObject event(String pod, String reason) {
    return new EventObject(
        new EventObject.Subject("v1", "Pod", "shop", pod, "uid-of-" + pod),
        true,
        reason,
        "",
        "said \"so\"");
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  @DisplayName("are made beside the pod that they are about, under a name that stays the same")
  void made() {
    writer.write(event("web", "Full"));
    assertThat(api.asked).containsExactly("POST /api/v1/namespaces/shop/events");
    assertThat(api.bodies.getFirst())
        .contains(
            "\"name\":\"" + event("web", "Full").name() + "\"",
            "\"involvedObject\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"namespace\":\"shop\","
                + "\"name\":\"web\",\"uid\":\"uid-of-web\"}",
            "\"type\":\"Warning\"",
            "\"reason\":\"Full\"",
            "\"message\":\"said \\\"so\\\"\"",
            "\"firstTimestamp\":\"2026-01-02T03:04:05Z\"",
            "\"count\":1");
    assertThat(event("web", "Full").name())
        .startsWith("web.")
        .isNotEqualTo(event("web", "Other").name());
  }

  @Test
  @DisplayName("of one pod and reason are written once a minute, and counted")
  void onceAMinute() {
    for (int i = 0; i < 59; i++) {
      writer.write(event("web", "Full"));
      pass(1);
    }
    assertThat(api.asked).hasSize(1);
    pass(1);
    writer.write(event("web", "Full"));
    assertThat(api.asked.get(1))
        .isEqualTo("PATCH /api/v1/namespaces/shop/events/" + event("web", "Full").name());
    assertThat(api.bodies.get(1)).contains("\"count\":60");
    assertThat(Collections.frequency(fates, EventWriter.Fate.SUPPRESSED)).isEqualTo(58);
  }

  @Test
  @DisplayName("of many pods are no storm: 25 at once, then five a second")
  void noStorm() {
    for (int i = 0; i < 1_000; i++) {
      writer.write(event("web-" + i, "Full"));
    }
    assertThat(api.asked).hasSize(25);
    pass(2);
    for (int i = 0; i < 1_000; i++) {
      writer.write(event("other-" + i, "Full"));
    }
    assertThat(api.asked).hasSize(35);
  }

  @Test
  @DisplayName("that another leader has made are counted on")
  void anothers() {
    api.answers.add(ScriptedApi.answer(409, "{}"));
    api.answers.add(ScriptedApi.answer(200, "{\"count\":7}"));
    writer.write(event("web", "Full"));
    pass(60);
    writer.write(event("web", "Full"));
    assertThat(api.bodies).hasSize(3);
    assertThat(api.bodies.get(1)).doesNotContain("count");
    assertThat(api.bodies.get(2)).contains("\"count\":8");
  }

  @Test
  @DisplayName("that are no more are made again")
  void expired() {
    writer.write(event("web", "Full"));
    pass(3_600);
    api.answers.add(ScriptedApi.answer(404, "{}"));
    writer.write(event("web", "Full"));
    assertThat(api.asked.get(2)).startsWith("POST ");
    assertThat(fates).containsExactly(EventWriter.Fate.WRITTEN, EventWriter.Fate.WRITTEN);
  }

  @Test
  @DisplayName("that the API server will not have are let go, also when it contradicts itself")
  void failing() {
    api.answers.add(ScriptedApi.answer(403, "{}"));
    writer.write(event("web", "Full"));
    api.answers.add(new ApiOutcome.NoAnswer("no"));
    writer.write(event("other", "Full"));
    api.answers.add(ScriptedApi.answer(409, "{}"));
    api.answers.add(ScriptedApi.answer(404, "{}"));
    writer.write(event("third", "Full"));
    assertThat(api.asked).hasSize(4);
    assertThat(fates).hasSize(3).containsOnly(EventWriter.Fate.FAILED);
  }
}

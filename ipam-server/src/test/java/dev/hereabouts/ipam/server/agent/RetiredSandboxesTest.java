package dev.hereabouts.ipam.server.agent;

import static dev.hereabouts.ipam.server.agent.RetiredSandboxes.MAX_AGE_MILLIS;
import static dev.hereabouts.ipam.server.agent.RetiredSandboxes.MAX_RECORDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RetiredSandboxesTest {
  private static final long NOW = 1_760_000_000_000L;

  private final RetiredSandboxes retired = new RetiredSandboxes();

  private void add(String pod, String containerId, long since) {
    retired.add(new RetiredSandbox(pod, containerId, since));
  }

  @Test
  @DisplayName("A deleted container is known for its pod, and for no other")
  void contains() {
    add("pod", "old", NOW);
    assertThat(retired.contains("pod", "old")).isTrue();
    assertThat(retired.contains("pod", "new")).isFalse();
    assertThat(retired.contains("other", "old")).isFalse();
  }

  @Test
  @DisplayName("After an hour it is forgotten, not before")
  void age() {
    add("pod", "a", NOW);
    add("pod", "b", NOW + 1);
    retired.dropOld(NOW + MAX_AGE_MILLIS);
    assertThat(retired.contains("pod", "a")).isTrue();
    retired.dropOld(NOW + MAX_AGE_MILLIS + 1);
    assertThat(retired.contains("pod", "a")).isFalse();
    assertThat(retired.contains("pod", "b")).isTrue();
  }

  @Test
  @DisplayName("Deleted once more, it is as new")
  void again() {
    add("pod", "a", NOW);
    add("pod", "b", NOW + 1);
    add("pod", "a", NOW + 2);
    retired.dropOld(NOW + MAX_AGE_MILLIS + 2);
    assertThat(retired.contains("pod", "a")).isTrue();
    assertThat(retired.contains("pod", "b")).isFalse();
  }

  @Test
  @DisplayName("Of more than ten thousand the oldest go first, and may be forgotten on disk")
  void bound() {
    for (int i = 0; i <= MAX_RECORDS; i++) {
      add("pod", "c" + i, NOW + i);
    }
    assertThat(retired.size()).isEqualTo(MAX_RECORDS);
    assertThat(retired.contains("pod", "c0")).isFalse();
    assertThat(retired.contains("pod", "c1")).isTrue();
    assertThat(retired.horizon(NOW + MAX_RECORDS)).isEqualTo(NOW + 1);
  }

  @Test
  @DisplayName("A clock that jumped back makes no record on disk forgotten that is still in use")
  void clockJumpsBack() {
    add("pod", "a", NOW);
    add("pod", "b", NOW - 1000);
    assertThat(retired.horizon(NOW)).isEqualTo(NOW - 1000);
    assertThat(retired.horizon(NOW + 2 * MAX_AGE_MILLIS)).isEqualTo(NOW + MAX_AGE_MILLIS);
    assertThat(new RetiredSandboxes().horizon(NOW)).isEqualTo(NOW);
  }
}

package dev.hereabouts.ipam.server.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.reclaim.PodForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which entries are leaks, and which of them are meant. */
class LeakTest {
  @Test
  @DisplayName("entries of pods that are gone, replaced or have ended are leaks, others are not")
  void reasons() {
    KnownPods pods =
        new KnownPods(
            List.of(
                Held.pod("live", "uid-live"),
                Held.pod("replaced", "uid-of-the-next"),
                Held.pod("ended", "uid-ended"),
                new KnownPod("shop", "static", "uid-of-its-mirror", "uid-static", false),
                Held.pod("unnamed-uid", "whatever")),
            List.of("uid-ended"));
    Entry byName = Held.withUid(Held.by("unnamed-uid", 5), "");
    Entry goneByName = Held.withUid(Held.by("gone-by-name", 6), "");

    List<Leak> leaks =
        Leak.among(
            Stream.of(
                goneByName,
                byName,
                Held.by("static", 7),
                Held.by("ended", 3),
                Held.by("replaced", 2),
                Held.by("live", 1),
                Held.by("gone", 4)),
            pods);

    assertThat(leaks)
        .extracting(leak -> leak.entry().pod().name(), Leak::reason)
        .containsExactly(
            tuple("replaced", Reason.POD_REPLACED),
            tuple("ended", Reason.POD_COMPLETED),
            tuple("gone", Reason.POD_GONE),
            tuple("gone-by-name", Reason.POD_GONE));
  }

  @Test
  @DisplayName("of an entry without its pod's name, or that whereabouts holds, nobody can tell")
  void nobodyCanTell() {
    KnownPods none = new KnownPods(List.of(), List.of());
    Entry foreign = Held.by("old", 1, "_whereabouts", Kind.ORDINARY, Held.POOL);

    assertThat(Leak.among(Stream.of(foreign, Held.by("", 2)), none)).isEmpty();
  }

  @Test
  @DisplayName("all that narrows must hold")
  void narrowing() {
    Entry entry = Held.by("web", 3); // since 3 000 s
    Instant now = Instant.ofEpochSecond(3_600);

    assertThat(narrowing(null, null, null, null, null, now).test(entry)).isTrue();
    assertThat(
            narrowing(Held.POOL.cidr(), "", "worker-1", "shop", Duration.ofMinutes(10), now)
                .test(entry))
        .isTrue();
    assertThat(narrowing(Cidr.of(entry.address(), 25), null, null, null, null, now).test(entry))
        .isFalse();
    assertThat(narrowing(null, "blue", null, null, null, now).test(entry)).isFalse();
    assertThat(narrowing(null, null, "worker-2", null, null, now).test(entry)).isFalse();
    assertThat(narrowing(null, null, null, "bank", null, now).test(entry)).isFalse();
    assertThat(narrowing(null, null, null, null, Duration.ofSeconds(601), now).test(entry))
        .isFalse();
    assertThat(
            narrowing(null, null, null, null, Duration.ofSeconds(0), now).test(Held.by("web", 0)))
        .isFalse();
    assertThat(
            narrowing(Held.POOL.cidr(), "", null, null, null, now)
                .isOf(new PoolId("", Held.POOL.cidr())))
        .isTrue();
  }

  private static Narrowing narrowing(
      @Nullable Cidr range,
      @Nullable String space,
      @Nullable String node,
      @Nullable String namespace,
      @Nullable Duration age,
      Instant now) {
    return new Narrowing(range, space, node, namespace, age, now);
  }

  @Test
  @DisplayName("a pod is read with its configuration's hash and its end, and without what it lacks")
  void podForm() throws IOException {
    assertThat(
            read(
                """
                {"kind":"Pod","metadata":{"name":"web","namespace":"shop","uid":"u",
                 "annotations":{"a":"b","kubernetes.io/config.hash":"h"},"labels":{"x":"y"}},
                 "spec":{"nodeName":"n"},"status":{"phase":"Failed","conditions":[{"phase":"x"}]}}
                """))
        .isEqualTo(new KnownPod("shop", "web", "u", "h", true));
    assertThat(
            read("{\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\",\"annotations\":null}}"))
        .isEqualTo(new KnownPod("shop", "web", "", "", false));
    assertThat(
            read("{\"metadata\":{\"name\":\"w\"},\"status\":{\"phase\":\"Running\"}}").completed())
        .isFalse();
  }

  private static KnownPod read(String json) throws IOException {
    return Json.decode(json.getBytes(StandardCharsets.UTF_8), PodForm::read);
  }
}

package dev.hereabouts.ipam.server.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest.Claim;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.reclaim.Suspicion;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.reclaim.ReclaimListener;
import dev.hereabouts.ipam.server.signals.EventWriter;
import dev.hereabouts.ipam.server.signals.PoolEvents;
import dev.hereabouts.ipam.server.signals.Signals;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What operators and the leader hear of suspects. */
final class SignalledReclaimsTest {
  private static final Entry ONE = Entries.ordinary(1);
  private static final Entry TWO = Entries.ordinary(2);
  private static final Entry ELSEWHERE = inSpace("blue", Entries.ordinary(3));

  private final List<String> signals = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<String> passedOn = new ArrayList<>();
  private final ReclaimListener listener =
      new SignalledReclaims(
          new Signals() {
            @Override
            public void released(Reason reason, Witness witness) {
              signals.add(reason + " " + witness);
            }

            @Override
            public void suspects(PoolId pool, long count) {
              signals.add((pool.equals(ELSEWHERE.pool()) ? "elsewhere " : "") + count);
            }
          },
          new PoolEvents(
              new EventWriter(new EventsApi(), () -> 0, () -> Instant.EPOCH, _ -> {}),
              (_, found) -> found.accept(new ObjectMeta("pool", "u", "1")),
              () -> 0),
          new ReclaimListener() {
            @Override
            public void suspected(Entry entry, Suspicion suspicion) {
              passedOn.add("suspected " + suspicion.reason());
            }

            @Override
            public void cleared(Entry entry) {
              passedOn.add("cleared");
            }

            @Override
            public void released(
                Entry entry, Suspicion suspicion, Witness witness, long suspectMillis) {
              passedOn.add("released " + suspicion.reason() + " " + witness + " " + suspectMillis);
            }
          });

  private final class EventsApi implements ApiServer {
    @Override
    public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
      events.add(new String(body, StandardCharsets.UTF_8));
      done.accept(new ApiOutcome.Answered(201, NO_BODY));
    }

    @Override
    public LineStream lines(String path, View view, Lines lines) {
      throw new AssertionError("nothing is to be watched: " + path);
    }
  }

  /** The entry in the pool of the same range of another space. */
  private static Entry inSpace(String space, Entry entry) {
    return new Entry(
        entry.address(),
        new PoolId(space, entry.pool().cidr()),
        entry.kind(),
        entry.pod(),
        entry.ifName(),
        entry.position(),
        entry.holder(),
        null,
        entry.network(),
        entry.since(),
        entry.id(),
        "");
  }

  private static Suspicion suspicion(Entry entry) {
    return new Suspicion(Claim.of(entry), Reason.POD_REPLACED, 0, Witness.NODE_DELETED, 0);
  }

  @Test
  @DisplayName("suspects are counted for each pool, and are none when cleared or released")
  void counted() {
    listener.suspected(ONE, suspicion(ONE));
    listener.suspected(TWO, suspicion(TWO));
    listener.suspected(ELSEWHERE, suspicion(ELSEWHERE));
    listener.cleared(ONE);
    listener.released(TWO, suspicion(TWO), Witness.NODE_DELETED, 7);
    listener.suspected(ONE, suspicion(ONE));

    assertThat(signals)
        .containsExactly("1", "2", "elsewhere 1", "1", "0", "POD_REPLACED NODE_DELETED", "1");
    assertThat(passedOn)
        .containsExactly(
            "suspected POD_REPLACED",
            "suspected POD_REPLACED",
            "suspected POD_REPLACED",
            "cleared",
            "released POD_REPLACED NODE_DELETED 7",
            "suspected POD_REPLACED");
  }

  @Test
  @DisplayName("of a release, and of nothing else, an event tells why, and by what witness")
  void event() {
    listener.suspected(ONE, suspicion(ONE));
    listener.cleared(ONE);
    assertThat(events).isEmpty();

    listener.suspected(ONE, suspicion(ONE));
    listener.released(ONE, suspicion(ONE), Witness.NODE_OUT_OF_SERVICE, 7);
    assertThat(events)
        .singleElement()
        .asString()
        .contains("\"reason\":\"Reclaimed\"")
        .contains(Reason.POD_REPLACED.text() + "; " + Witness.NODE_OUT_OF_SERVICE.text());
  }
}

package dev.hereabouts.ipam.server.signals;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events, best effort: of one object and reason at most one a minute, of all together some a
 * second. What comes more often counts in the next one that is written.
 */
public final class EventWriter {
  /** What became of an event. */
  public enum Fate {
    WRITTEN,
    FAILED,
    /** One like it was written within the last minute, or there were too many. */
    SUPPRESSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int REMEMBERED = 2_000;
  private static final int AT_ONCE = 25;
  private static final long NANOS_FOR_ONE_MORE = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int MISSING = 404;
  private static final int EXISTS = 409;

  private final ApiServer api;
  private final LongSupplier nanos;
  private final InstantSource clock;
  private final Consumer<Fate> fates;

  /** By the events' paths, the oldest first. */
  private final Map<String, Written> written =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Written> eldest) {
          return size() > REMEMBERED;
        }
      };

  private long budgetNanos = AT_ONCE * NANOS_FOR_ONE_MORE;
  private long budgetSince;
  private boolean warned;

  /** What is known of an event's object. */
  private static final class Written {
    /** In the object; 0 when the object is another leader's and was not read. */
    long count;

    /** How often it came since it was written. */
    long more;

    long at;
    boolean exists;
  }

  /**
   * @param fates told what becomes of each event
   */
  public EventWriter(ApiServer api, LongSupplier nanos, InstantSource clock, Consumer<Fate> fates) {
    this.api = api;
    this.nanos = nanos;
    this.clock = clock;
    this.fates = fates;
    this.budgetSince = nanos.getAsLong();
  }

  /** Writes the event soon, or not at all. */
  void write(EventObject event) {
    long now = nanos.getAsLong();
    Written before = written.get(path(event));
    if (before != null && now - before.at < QUIET_NANOS) {
      before.more++;
      fates.accept(Fate.SUPPRESSED);
      return;
    }
    if (!hasBudget(now)) {
      fates.accept(Fate.SUPPRESSED);
      return;
    }
    Written state = before == null ? new Written() : before;
    state.at = now;
    written.remove(path(event));
    written.put(path(event), state);
    if (state.exists) {
      repeat(event, state, true);
    } else {
      create(event, state, true);
    }
  }

  private boolean hasBudget(long now) {
    budgetNanos =
        Math.min(AT_ONCE * NANOS_FOR_ONE_MORE, budgetNanos + Math.max(0, now - budgetSince));
    budgetSince = now;
    if (budgetNanos < NANOS_FOR_ONE_MORE) {
      return false;
    }
    budgetNanos -= NANOS_FOR_ONE_MORE;
    return true;
  }

  /**
   * @param first whether it may turn out that another leader has made it
   */
  private void create(EventObject event, Written state, boolean first) {
    byte[] object = event.creation(clock.instant());
    api.request(
        Verb.POST,
        event.collection(),
        object,
        outcome -> {
          switch (outcome) {
            case ApiOutcome.Answered(int status, byte[] _) when status == CREATED -> {
              state.exists = true;
              state.count = 1;
              fates.accept(Fate.WRITTEN);
            }
            case ApiOutcome.Answered(int status, byte[] _) when status == EXISTS && first -> {
              state.exists = true;
              repeat(event, state, false);
            }
            case ApiOutcome.Answered answer -> failed(event, ApiStatus.of(answer).text());
            case ApiOutcome.NoAnswer(String reason) -> failed(event, reason);
          }
        });
  }

  /**
   * @param first whether it may turn out that it is no more: events are kept for an hour
   */
  private void repeat(EventObject event, Written state, boolean first) {
    long count = state.count == 0 ? 0 : state.count + state.more + 1;
    state.more = 0;
    byte[] patch = event.repetition(clock.instant(), count);
    api.request(
        Verb.PATCH,
        path(event),
        patch,
        outcome -> {
          switch (outcome) {
            case ApiOutcome.Answered(int status, byte[] body) when status == OK -> {
              state.count = count == 0 ? Math.max(1, countIn(body)) : count;
              fates.accept(Fate.WRITTEN);
            }
            case ApiOutcome.Answered(int status, byte[] _) when status == MISSING && first -> {
              state.exists = false;
              create(event, state, false);
            }
            case ApiOutcome.Answered answer -> failed(event, ApiStatus.of(answer).text());
            case ApiOutcome.NoAnswer(String reason) -> failed(event, reason);
          }
        });
  }

  private void failed(EventObject event, String reason) {
    fates.accept(Fate.FAILED);
    if (!warned) {
      warned = true;
      LOG.warn("events cannot be written, later ones are tried in silence: {}", reason);
    }
    LOG.debug("the event {} of {} was not written: {}", event.reason(), event.about(), reason);
  }

  private static String path(EventObject event) {
    return event.collection() + "/" + event.name();
  }

  private static long countIn(byte[] object) {
    try {
      return Json.decode(object, EventWriter::readCount);
    } catch (IOException e) {
      LOG.debug("an event is not understood: {}", e.getMessage());
      return 0;
    }
  }

  private static long readCount(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    long count = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isCount = "count".equals(json.currentName());
      json.nextToken();
      if (isCount && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        count = json.getLongValue();
      } else {
        json.skipChildren();
      }
    }
    return count;
  }
}

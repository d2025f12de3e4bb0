package dev.hereabouts.ipam.server.kubernetes;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of a collection, followed until closed: after a broken connection from the last
 * version that was told, and by listing again when the server has forgotten it.
 *
 * @param <T> what is made of an object
 */
public final class Watch<T> implements AutoCloseable {

  /** What is told, on the event loop. */
  public interface Listener<T> {
    /** All objects there are; what is not among them is gone. */
    void listed(List<T> all);

    /** The object is new or has changed. */
    void changed(T object);

    /** The object is gone; this was its last state. */
    void removed(T object);

    /** The server does not let us watch; returns whether to give up, else it is tried again. */
    default boolean refused(ApiStatus status) {
      return false;
    }

    /**
     * What happened since the last change that was told cannot be told any more.
     *
     * @param list lists all objects, and follows them again; without it nothing more is told
     */
    default void forgotten(Runnable list) {
      list.run();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final int GONE = 410;

  /** When the server is to end the stream, so that a dead connection is not believed for longer. */
  private static final int STREAM_SECONDS = 240;

  private static final int GRACE_SECONDS = 30;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final ApiServer api;
  private final Timer timer;
  private final Listing.Collection<T> collection;
  private final Listener<T> listener;
  private String resourceVersion = "";
  private long pause = FIRST_PAUSE_MILLIS;
  private int streams;
  private boolean closed;
  private ApiServer.@Nullable LineStream stream;

  private Watch(
      ApiServer api, Timer timer, Listing.Collection<T> collection, Listener<T> listener) {
    this.api = api;
    this.timer = timer;
    this.collection = collection;
    this.listener = listener;
  }

  /** Lists the collection, then follows it. */
  public static <T> Watch<T> start(
      ApiServer api, Timer timer, Listing.Collection<T> collection, Listener<T> listener) {
    Watch<T> watch = new Watch<>(api, timer, collection, listener);
    watch.list();
    return watch;
  }

  /** Follows the collection from a version that it was listed at. */
  public static <T> Watch<T> from(
      String resourceVersion,
      ApiServer api,
      Timer timer,
      Listing.Collection<T> collection,
      Listener<T> listener) {
    Watch<T> watch = new Watch<>(api, timer, collection, listener);
    watch.resourceVersion = resourceVersion;
    watch.follow();
    return watch;
  }

  /** Ends it; nothing is told any more. */
  @Override
  public void close() {
    closed = true;
    if (stream != null) {
      stream.close();
    }
  }

  private void list() {
    Listing.read(
        api,
        collection,
        outcome -> {
          if (closed) {
            return;
          }
          switch (outcome) {
            case ListOutcome.Listed<T>(List<T> items, String version) -> {
              resourceVersion = version;
              pause = FIRST_PAUSE_MILLIS;
              listener.listed(items);
              follow();
            }
            case ListOutcome.Failed<T>(String reason) -> {
              LOG.warn("cannot list, trying again: {}", reason);
              later(this::list);
            }
          }
        });
  }

  private void follow() {
    if (closed) {
      return;
    }
    int number = ++streams;
    String path =
        collection.with(
            "watch=true&allowWatchBookmarks=true&timeoutSeconds="
                + STREAM_SECONDS
                + "&resourceVersion="
                + resourceVersion);
    timer.after((STREAM_SECONDS + GRACE_SECONDS) * 1_000L, () -> overdue(number));
    stream =
        api.lines(
            path,
            collection.view(),
            new ApiServer.Lines() {
              @Override
              public void line(byte[] line) {
                take(new WatchLine(line), number);
              }

              @Override
              public void ended(ApiOutcome how) {
                Watch.this.ended(how, number);
              }
            });
  }

  private void overdue(int number) {
    if (number == streams && !closed) {
      LOG.warn("the watch of {} is silent, connecting anew", collection.path());
      connectAgain(this::follow);
    }
  }

  private void ended(ApiOutcome how, int number) {
    if (number != streams || closed) {
      return;
    }
    switch (how) {
      case ApiOutcome.NoAnswer(String reason) -> {
        LOG.debug("the watch goes on: {}", reason);
        connectAgain(this::follow);
      }
      case ApiOutcome.Answered answer -> refused(ApiStatus.of(answer));
    }
  }

  private void refused(ApiStatus status) {
    if (status.code() == GONE) {
      LOG.info("{} is to be listed again: {}", collection.path(), status.text());
      connectAgain(this::forgotten);
    } else if (listener.refused(status)) {
      close();
    } else {
      LOG.warn("cannot watch {}, trying again: {}", collection.path(), status.text());
      connectAgain(this::follow);
    }
  }

  private void take(WatchLine line, int number) {
    if (number != streams || closed) {
      return;
    }
    try {
      String type = line.type();
      switch (type) {
        case "ADDED", "MODIFIED" -> {
          listener.changed(line.object(collection.item()));
          told(line);
        }
        case "DELETED" -> {
          listener.removed(line.object(collection.item()));
          told(line);
        }
        case "BOOKMARK" -> told(line);
        case "ERROR" -> refused(line.object(json -> ApiStatus.read(0, json)));
        default -> LOG.warn("the watch of {} told of {}", collection.path(), type);
      }
    } catch (IOException e) {
      LOG.warn("{} is to be listed again: an event is not understood", collection.path(), e);
      connectAgain(this::forgotten);
    }
  }

  private void told(WatchLine line) throws IOException {
    resourceVersion = line.resourceVersion();
    pause = FIRST_PAUSE_MILLIS;
  }

  private void forgotten() {
    listener.forgotten(() -> {
      if (!closed) {
        list();
      }
    });
  }

  private void connectAgain(Runnable how) {
    streams++;
    if (stream != null) {
      stream.close();
      stream = null;
    }
    later(how);
  }

  private void later(Runnable task) {
    long now = pause;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    timer.after(
        now,
        () -> {
          if (!closed) {
            task.run();
          }
        });
  }
}

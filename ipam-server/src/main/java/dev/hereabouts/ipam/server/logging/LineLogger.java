package dev.hereabouts.ipam.server.logging;

import java.io.ObjectStreamException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger that writes to {@link Log}. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  LineLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return Log.lets(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return Log.lets(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return Log.lets(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return Log.lets(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return Log.lets(Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    write(level, pattern, arguments, List.of(), failure);
  }

  @Override
  public void log(LoggingEvent event) {
    List<KeyValuePair> fields = event.getKeyValuePairs();
    write(
        event.getLevel(),
        event.getMessage(),
        event.getArgumentArray(),
        fields == null ? List.of() : fields,
        event.getThrowable());
  }

  private void write(
      Level level,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      List<KeyValuePair> fields,
      @Nullable Throwable failure) {
    String message =
        arguments == null ? pattern : MessageFormatter.basicArrayFormat(pattern, arguments);
    Log.write(
        new LogLine(
            Thread.currentThread().getName(),
            level,
            name,
            message == null ? "" : message,
            fields,
            failure));
  }

  /** Loggers are not sent anywhere; the base class wants to be able to. */
  @Override
  protected Object readResolve() throws ObjectStreamException {
    return LoggerFactory.getLogger(name);
  }
}

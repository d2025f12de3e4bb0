package dev.hereabouts.ipam.server.signals;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.Quotation;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.server.allocator.OwnerChange;
import dev.hereabouts.ipam.server.allocator.WriteListener;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line in the log {@code audit} for each change of an owner that the store has confirmed. */
public final class AuditLog implements WriteListener {
  private static final Logger LOG = LoggerFactory.getLogger("audit");

  @Override
  public void ended(CommitOutcome outcome, int requests) {
    // what is not confirmed is told when it is
  }

  @Override
  public void confirmed(List<OwnerChange> changes) {
    if (LOG.isInfoEnabled()) {
      changes.forEach(AuditLog::log);
    }
  }

  private static void log(OwnerChange change) {
    Entry entry = change.entry();
    Holder before = change.before();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("space", plain(entry.pool().space()))
            .addKeyValue("range", AddressText.format(entry.pool().cidr()))
            .addKeyValue("address", AddressText.format(entry.address()))
            .addKeyValue("pod", plain(entry.pod().reference()))
            .addKeyValue("uid", plain(entry.pod().uid()))
            .addKeyValue("network", plain(entry.network()))
            .addKeyValue("interface", plain(entry.ifName()))
            .addKeyValue("node", plain(entry.node()))
            .addKeyValue("container", plain(entry.holder().containerId()));
    LoggingEventBuilder whole =
        before == null
            ? line
            : line.addKeyValue("fromNode", plain(before.node()))
                .addKeyValue("fromContainer", plain(before.containerId()));
    whole
        .addKeyValue("reason", word(change.reason()))
        .addKeyValue("writer", change.writer())
        .log(word(change.action()));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String plain(String text) {
    return Quotation.plain(text);
  }
}

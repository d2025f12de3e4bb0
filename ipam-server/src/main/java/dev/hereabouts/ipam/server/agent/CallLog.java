package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.config.CniCall;
import dev.hereabouts.ipam.core.config.CniEnvironment;
import dev.hereabouts.ipam.core.config.Finding;
import dev.hereabouts.ipam.core.config.LogTarget;
import dev.hereabouts.ipam.core.config.Quotation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line in the log for each call, and one for each warning about a configuration. A network may
 * name a file that gets the lines about its calls, too.
 */
final class CallLog {
  private static final Logger LOG = LoggerFactory.getLogger("cni");
  private static final int REMEMBERED_WARNINGS = 1_000;

  /** Warnings that were given already: a configuration comes with every pod. */
  private final Set<String> given =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED_WARNINGS;
            }
          });

  private final NetworkLogs networkLogs;

  private final String node;

  /**
   * @param node the name of this node
   */
  CallLog(NetworkLogs networkLogs, String node) {
    this.networkLogs = networkLogs;
    this.node = node;
  }

  /** Logs each warning once for each network. */
  void warn(CniCall call, String network, List<Finding> warnings) {
    for (Finding warning : warnings) {
      if (given.add(network + " " + warning.text())) {
        LOG.atWarn()
            .addKeyValue("network", network)
            .addKeyValue("pod", podOf(call))
            .log("{} {}", call.command(), warning.text());
      }
    }
  }

  CniAnswer failed(
      CniEnvironment call, LogTarget target, CniError error, @Nullable String version) {
    String line =
        "%s container=%s failed with code %d: %s"
            .formatted(
                plain(call.command()),
                plain(call.containerId()),
                error.code(),
                plain(error.text()));
    LOG.atWarn()
        .addKeyValue("container", plain(call.containerId()))
        .addKeyValue("node", node)
        .log(
            "{} failed with code {}: {}", plain(call.command()), error.code(), plain(error.text()));
    toFile(target, line);
    return error.answer(version);
  }

  void ended(CniCall call, String network, LogTarget target, Outcome outcome) {
    String about =
        "%s network=%s pod=%s if=%s container=%s "
            .formatted(call.command(), network, podOf(call), call.ifName(), call.containerId());
    switch (outcome) {
      case Outcome.Done(String _, String said, Runnable _) -> {
        LoggingEventBuilder event = about(LOG.atInfo(), call, network);
        if (said.isEmpty() || said.equals(DeleteVerb.NOTHING_HELD)) {
          event.log("{} {}", call.command(), said.isEmpty() ? "done" : said);
        } else {
          event.addKeyValue("address", said).log("{} done", call.command());
        }
        if (!target.failuresOnly()) {
          toFile(target, about + said);
        }
      }
      case Outcome.Failed(CniError error) -> {
        String failure = "failed with code " + error.code() + ": " + plain(error.text());
        about(LOG.atWarn(), call, network).log("{} {}", call.command(), failure);
        toFile(target, about + failure);
      }
    }
  }

  private LoggingEventBuilder about(LoggingEventBuilder event, CniCall call, String network) {
    return event
        .addKeyValue("network", network)
        .addKeyValue("pod", podOf(call))
        .addKeyValue("interface", call.ifName())
        .addKeyValue("container", call.containerId())
        .addKeyValue("node", node);
  }

  private void toFile(LogTarget target, String line) {
    if (!target.file().isEmpty()) {
      networkLogs.write(target.file(), line);
    }
  }

  private static String podOf(CniCall call) {
    return plain(Pods.of(call.args()).reference());
  }

  /** Foreign text that cannot begin a line of its own. */
  private static String plain(@Nullable String text) {
    return text == null ? "" : Quotation.plain(text);
  }
}

package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.config.CniCall;
import dev.hereabouts.ipam.core.config.CniEnvironment;
import dev.hereabouts.ipam.core.config.Finding;
import dev.hereabouts.ipam.core.config.Quotation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each call, and one for each warning about a configuration. */
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

  /** Logs each warning once for each network. */
  void warn(CniCall call, String network, List<Finding> warnings) {
    for (Finding warning : warnings) {
      if (given.add(network + " " + warning.text())) {
        LOG.warn("{} network={} pod={}: {}", call.command(), network, podOf(call), warning.text());
      }
    }
  }

  CniAnswer failed(CniEnvironment call, CniError error, @Nullable String version) {
    LOG.warn(
        "{} container={} failed with code {}: {}",
        plain(call.command()),
        plain(call.containerId()),
        error.code(),
        plain(error.text()));
    return error.answer(version);
  }

  void ended(CniCall call, String network, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(String _, String said, Runnable _) ->
          LOG.info(
              "{} network={} pod={} if={} container={} {}",
              call.command(),
              network,
              podOf(call),
              call.ifName(),
              call.containerId(),
              said);
      case Outcome.Failed(CniError error) ->
          LOG.warn(
              "{} network={} pod={} if={} container={} failed with code {}: {}",
              call.command(),
              network,
              podOf(call),
              call.ifName(),
              call.containerId(),
              error.code(),
              plain(error.text()));
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

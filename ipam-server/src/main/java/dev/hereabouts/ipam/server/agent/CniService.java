package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.config.CniArgs;
import dev.hereabouts.ipam.core.config.CniCall;
import dev.hereabouts.ipam.core.config.CniCommand;
import dev.hereabouts.ipam.core.config.CniEnvironment;
import dev.hereabouts.ipam.core.config.CniVersion;
import dev.hereabouts.ipam.core.config.EnvironmentCheck;
import dev.hereabouts.ipam.core.config.FlatFiles;
import dev.hereabouts.ipam.core.config.LogTarget;
import dev.hereabouts.ipam.core.config.NetworkConfig;
import dev.hereabouts.ipam.core.config.NetworkConfigParser;
import dev.hereabouts.ipam.core.config.Parsed;
import dev.hereabouts.ipam.core.config.ParsedDelete;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves CNI calls: checks the environment, reads the configuration, and hands the call to the
 * class of its verb. Each call is answered exactly once, on the event loop.
 */
public final class CniService {
  private final Allocations allocations;
  private final AddVerb add;
  private final DeleteVerb delete;
  private final CheckVerb check;
  private final CollectVerb collect;
  private final FlatFiles flatFiles;
  private final CallLog log;

  public CniService(
      Allocations allocations,
      SandboxHistory history,
      NetworkNamespaces namespaces,
      FlatFiles flatFiles,
      NetworkLogs networkLogs,
      Node node,
      Timer timer,
      Deadlines deadlines) {
    this.allocations = allocations;
    this.flatFiles = flatFiles;
    this.log = new CallLog(networkLogs, node.name());
    this.add = new AddVerb(allocations, history, namespaces, node, timer, deadlines.add());
    this.delete = new DeleteVerb(allocations, history, node, timer, deadlines.release());
    this.check = new CheckVerb(allocations);
    this.collect = new CollectVerb(allocations, namespaces, timer, deadlines.release());
  }

  /** Serves one call. */
  public void serve(CniEnvironment environment, byte[] stdin, Consumer<CniAnswer> answer) {
    switch (environment.check()) {
      case EnvironmentCheck.Rejected rejected ->
          answer.accept(reject(environment, rejected, stdin));
      case EnvironmentCheck.Accepted accepted -> serve(environment, accepted, stdin, answer);
    }
  }

  /** Only the configuration tells which network a call with a bad environment is about. */
  private CniAnswer reject(
      CniEnvironment environment, EnvironmentCheck.Rejected rejected, byte[] stdin) {
    String network = "";
    String version = null;
    switch (NetworkConfigParser.parseForDelete(stdin)) {
      case ParsedDelete.Invalid invalid -> version = invalid.cniVersion();
      case ParsedDelete.Valid valid -> {
        network = valid.name();
        version = textOf(valid.cniVersion());
      }
    }
    CniError error = CniError.of(rejected.findings(), about(network, rejected.args()));
    return log.failed(environment, LogTarget.of(stdin), error, version);
  }

  private void serve(
      CniEnvironment environment,
      EnvironmentCheck.Accepted accepted,
      byte[] stdin,
      Consumer<CniAnswer> answer) {
    switch (accepted.call().command()) {
      case VERSION -> answer.accept(CniVersions.answer());
      case DEL -> delete(environment, accepted, stdin, answer);
      case ADD, CHECK, GC, STATUS -> withConfig(environment, accepted, stdin, answer);
    }
  }

  private void delete(
      CniEnvironment environment,
      EnvironmentCheck.Accepted accepted,
      byte[] stdin,
      Consumer<CniAnswer> answer) {
    CniCall call = accepted.call();
    switch (NetworkConfigParser.parseForDelete(stdin)) {
      case ParsedDelete.Invalid invalid -> {
        CniError error = CniError.of(invalid.findings(), about("", call.args()));
        answer.accept(log.failed(environment, LogTarget.of(stdin), error, invalid.cniVersion()));
      }
      case ParsedDelete.Valid(String name, var version, var warnings) -> {
        log.warn(call, name, accepted.warnings());
        log.warn(call, name, warnings);
        LogTarget target = LogTarget.of(stdin);
        delete.serve(
            call, name, outcome -> end(call, name, target, outcome, textOf(version), answer));
      }
    }
  }

  private void withConfig(
      CniEnvironment environment,
      EnvironmentCheck.Accepted accepted,
      byte[] stdin,
      Consumer<CniAnswer> answer) {
    CniCall call = accepted.call();
    switch (NetworkConfigParser.parse(call.command(), stdin, call.args(), flatFiles)) {
      case Parsed.Invalid invalid ->
          answer.accept(
              log.failed(
                  environment, LogTarget.of(stdin), invalid(call, invalid), invalid.cniVersion()));
      case Parsed.Valid(NetworkConfig config, var warnings) -> {
        log.warn(call, config.name(), accepted.warnings());
        log.warn(call, config.name(), warnings);
        String version = config.cniVersion().text();
        Consumer<Outcome> done =
            outcome -> end(call, config.name(), LogTarget.of(config), outcome, version, answer);
        serve(call, config, done);
      }
    }
  }

  private void serve(CniCall call, NetworkConfig config, Consumer<Outcome> done) {
    switch (call.command()) {
      case ADD -> add.serve(call, config, done);
      case CHECK -> done.accept(check.serve(call, config));
      case GC -> collect.serve(config, done);
      case STATUS -> done.accept(status());
      case DEL, VERSION -> throw new IllegalStateException(call.command() + " has its own way");
    }
  }

  /** Answers, then logs: the caller does not wait for the log. */
  private void end(
      CniCall call,
      String network,
      LogTarget target,
      Outcome outcome,
      @Nullable String version,
      Consumer<CniAnswer> answer) {
    answer.accept(outcome.answer(version));
    log.ended(call, network, target, outcome);
  }

  private static CniError invalid(CniCall call, Parsed.Invalid invalid) {
    CniError error = CniError.of(invalid.findings(), about(invalid.network(), call.args()));
    boolean unavailable =
        call.command() == CniCommand.STATUS
            && error.code() == CniErrorCode.INVALID_CONFIGURATION.number();
    return unavailable
        ? CniError.of(CniErrorCode.NOT_AVAILABLE, error.message(), error.details())
        : error;
  }

  /** What a message begins with: the network and the pod as far as they are known. */
  private static String about(String network, CniArgs args) {
    String pod = args.podName().isEmpty() ? "" : Pods.of(args).reference();
    String both =
        Stream.of(network.isEmpty() ? "" : "network " + network, pod.isEmpty() ? "" : "pod " + pod)
            .filter(known -> !known.isEmpty())
            .collect(Collectors.joining(", "));
    return both.isEmpty() ? "" : both + ": ";
  }

  private static @Nullable String textOf(@Nullable CniVersion version) {
    return version == null ? null : version.text();
  }

  private Outcome status() {
    String outage = allocations.outage();
    return outage == null
        ? Outcome.ok()
        : new Outcome.Failed(
            CniError.of(
                CniErrorCode.NOT_AVAILABLE,
                "addresses cannot be given now: " + outage,
                "see the log of hereabouts on this node"));
  }
}

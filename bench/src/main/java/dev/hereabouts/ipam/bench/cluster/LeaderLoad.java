package dev.hereabouts.ipam.bench.cluster;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.HttpApiServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Calls the leader of a cluster as its agents do, many calls at a time; prints a line of JSON. */
@Command(
    name = "leader-load",
    mixinStandardHelpOptions = true,
    description =
        "Calls the leader as many agents at once, and prints the figures of each round as a line of"
            + " JSON.")
final class LeaderLoad implements Callable<Integer> {
  private static final Duration API_DEADLINE = Duration.ofSeconds(30);

  @Option(names = "--kubeconfig", required = true)
  private Path kubeconfig = Path.of("");

  @Option(
      names = "--network",
      required = true,
      description = "the network_name, a space of its own")
  private String network = "";

  @Option(names = "--range", defaultValue = "10.0.0.0/16")
  private String range = "";

  @Option(names = "--agents", defaultValue = "32")
  private int agents;

  @Option(names = "--in-flight", defaultValue = "256")
  private int inFlight;

  @Option(names = "--warm-up", defaultValue = "0", description = "ADDs that are not counted")
  private int warmUp;

  @Option(names = "--adds", defaultValue = "0")
  private int adds;

  @Option(names = "--rounds", defaultValue = "1", description = "of so many ADDs")
  private int rounds;

  @Option(
      names = "--churn",
      defaultValue = "0",
      description = "ADDs and DELs at random, after that")
  private int churn;

  private final Loop loop = new Loop();

  private LeaderLoad() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LeaderLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    HttpApiServer api =
        new HttpApiServer(loop.vertx(), ApiAccess.fromKubeconfig(kubeconfig), API_DEADLINE);
    Agents connections = new Agents(loop.vertx(), api);
    Load load = new Load(connections, agents, cidr(), network, new Random());
    loop.run(() -> connections.connect(agents));
    if (warmUp > 0) {
      loop.run(() -> load.adds(warmUp, inFlight));
    }
    for (int round = 0; adds > 0 && round < rounds; round++) {
      measure(api, load, () -> load.adds(adds, inFlight));
    }
    if (churn > 0) {
      measure(api, load, () -> load.churn(churn, inFlight));
    }
    loop.close();
    return load.errors() == 0 ? 0 : 1;
  }

  private void measure(HttpApiServer api, Load load, Supplier<Future<Load.Outcome>> run) {
    ApiCalls before = loop.run(() -> calls(api));
    Load.Outcome outcome = loop.run(run);
    ApiCalls made = loop.run(() -> calls(api)).since(before);
    int calls = outcome.adds().count() + outcome.releases().count();
    System.out.printf(
        "{\"calls\":%d,\"perSecond\":%.1f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,"
            + "\"writesACall\":%.4f,\"readsACall\":%.4f,\"errors\":%d,\"firstError\":\"%s\"}%n",
        calls,
        outcome.perSecond(),
        outcome.adds().percentile(0.5),
        outcome.adds().percentile(0.99),
        outcome.adds().percentile(0.999),
        (double) made.writes() / calls,
        (double) made.reads() / calls,
        load.errors(),
        load.firstError().replaceAll("[\"\\\\]", "'"));
  }

  private static Future<ApiCalls> calls(HttpApiServer api) {
    Promise<ApiCalls> calls = Promise.promise();
    api.get(
        "/metrics",
        outcome -> {
          if (outcome instanceof ApiOutcome.Answered(int status, byte[] body) && status == 200) {
            calls.complete(ApiCalls.of(new String(body, StandardCharsets.UTF_8)));
          } else {
            calls.fail("the API server's metrics: " + outcome);
          }
        });
    return calls.future();
  }

  private Cidr cidr() {
    AddressWithPrefix parsed =
        Objects.requireNonNull(
            AddressText.parseStrictWithPrefix(range), () -> "--range is no network: " + range);
    return Cidr.of(parsed.address(), parsed.prefixLength());
  }
}

package dev.hereabouts.ipam.bench.cluster;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.HttpApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What one write of a block costs the API server, by the number and the form of its entries: PUTs
 * of objects of the real kind, each on the version before. Prints a line of a table.
 */
@Command(name = "block-writes", mixinStandardHelpOptions = true)
final class BlockWrites implements Callable<Integer> {
  /** How an entry stands in a block. */
  enum Form {
    /** The text of a JSON object. */
    JSON(
        "{\"address\":\"10.1.0.%1$d\",\"pool\":\"10.1.0.0/16\",\"kind\":\"ordinary\",\"pod\":{\"uid\":"
            + "\"0b2f7a3c-5d1e-4f6a-8b90-%2$012x\",\"namespace\":\"shop\",\"name\":\"cart-%1$d\"},"
            + "\"ifName\":\"net1\",\"position\":0,\"holder\":{\"containerId\":\"%2$064x\",\"node\":"
            + "\"worker-1\",\"netns\":\"/var/run/netns/cni-0b2f7a3c-5d1e-4f6a-8b90-%2$012x\","
            + "\"netnsInode\":4026532005,\"epoch\":3,\"number\":17},\"network\":\"macvlan-conf\","
            + "\"since\":1760000000000,\"id\":\"%2$032x\"}"),
    /** Words with a name, separated by blanks. */
    WORDS(
        "10.1.0.%1$d/16 pod=shop/cart-%1$d uid=0b2f7a3c-5d1e-4f6a-8b90-%2$012x if=net1 node=worker-1"
            + " container=%2$064x netns=/var/run/netns/cni-0b2f7a3c-5d1e-4f6a-8b90-%2$012x"
            + " inode=4026532005 attempt=3.17 network=macvlan-conf since=1760000000000 id=%2$032x");

    private final String text;

    Form(String text) {
      this.text = text;
    }

    String entry(int number, long random) {
      return text.formatted(number, random & Long.MAX_VALUE);
    }
  }

  private static final String COLLECTION = "/apis/ipam.hereabouts.dev/v1alpha1/hereaboutsblocks";
  private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"(\\d+)\"");
  private static final Pattern CPU = Pattern.compile("(?m)^process_cpu_seconds_total ([0-9.e+]+)$");

  @Option(names = "--kubeconfig", required = true)
  private Path kubeconfig = Path.of("");

  @Option(names = "--form", required = true, description = "${COMPLETION-CANDIDATES}")
  private Form form = Form.JSON;

  @Option(names = "--entries", required = true, description = "in each block, 64 at most")
  private int entries;

  @Option(names = "--objects", required = true, description = "written at a time")
  private int objects;

  @Option(names = "--writes", defaultValue = "1000")
  private int writes;

  private final Loop loop = new Loop();
  private final Latencies latencies = new Latencies();
  private int left;

  private BlockWrites() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BlockWrites()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    HttpApiServer api =
        new HttpApiServer(
            loop.vertx(), ApiAccess.fromKubeconfig(kubeconfig), Duration.ofSeconds(30));
    left = writes;
    double cpuBefore = cpu(api);
    long start = System.nanoTime();
    loop.run(() -> Future.all(IntStream.range(0, objects).mapToObj(i -> chain(api, i)).toList()));
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "| %s | %d | %d | %.2f ms | %.0f/s | %.2f ms |%n",
        form.name().toLowerCase(Locale.ROOT),
        entries,
        objects,
        latencies.percentile(0.5),
        latencies.count() / seconds,
        (cpu(api) - cpuBefore) * 1000 / latencies.count());
    loop.run(() ->
        Future.all(
            IntStream.range(0, objects)
                .mapToObj(i -> request(api, Verb.DELETE, COLLECTION + "/" + name(i), new byte[0]))
                .toList()));
    loop.close();
    return 0;
  }

  private Future<Void> chain(HttpApiServer api, int object) {
    return request(api, Verb.POST, COLLECTION, body(object, ""))
        .compose(created -> again(api, object, version(created)));
  }

  private Future<Void> again(HttpApiServer api, int object, String version) {
    if (left-- <= 0) {
      return Future.succeededFuture();
    }
    long start = System.nanoTime();
    return request(
            api,
            Verb.PUT,
            COLLECTION + "/" + name(object) + "?fieldValidation=Strict",
            body(object, version))
        .compose(answer -> {
          latencies.add(System.nanoTime() - start);
          return again(api, object, version(answer));
        });
  }

  private static String name(int object) {
    return "10-250-" + object + "-0-26";
  }

  private byte[] body(int object, String version) {
    try {
      return Json.encode(json -> {
        json.writeStartObject();
        json.writeStringField("apiVersion", "ipam.hereabouts.dev/v1alpha1");
        json.writeStringField("kind", "HereaboutsBlock");
        json.writeObjectFieldStart("metadata");
        json.writeStringField("name", name(object));
        if (!version.isEmpty()) {
          json.writeStringField("resourceVersion", version);
        }
        json.writeEndObject();
        json.writeObjectFieldStart("spec");
        json.writeStringField("space", "");
        json.writeStringField("cidr", "10.250." + object + ".0/26");
        json.writeStringField("writer", "bench" + left);
        json.writeNumberField("used", entries);
        json.writeArrayFieldStart("entries");
        for (int i = 0; i < entries; i++) {
          json.writeString(form.entry(i, (object + 1L) * 0x9E3779B97F4A7C15L + i));
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
      });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String version(String answer) {
    Matcher version = VERSION.matcher(answer);
    if (!version.find()) {
      throw new IllegalStateException(answer);
    }
    return version.group(1);
  }

  private double cpu(HttpApiServer api) {
    Matcher cpu = CPU.matcher(loop.run(() -> request(api, Verb.GET, "/metrics", new byte[0])));
    return cpu.find() ? Double.parseDouble(cpu.group(1)) : 0;
  }

  private static Future<String> request(HttpApiServer api, Verb verb, String path, byte[] body) {
    Promise<String> answer = Promise.promise();
    api.request(
        verb,
        path,
        body,
        outcome -> {
          if (outcome instanceof ApiOutcome.Answered(int status, byte[] bytes)
              && status / 100 == 2) {
            answer.complete(new String(bytes, StandardCharsets.UTF_8));
          } else {
            answer.fail(
                outcome instanceof ApiOutcome.Answered(int _, byte[] bytes)
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : outcome.toString());
          }
        });
    return answer.future();
  }
}

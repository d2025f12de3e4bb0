package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pools}: each range with its numbers. */
@Command(
    name = "pools",
    mixinStandardHelpOptions = true,
    description = "Shows each range that networks use, and how full it is.",
    footer = {
      "",
      "NETWORK-NAME is the network_name under which the range's addresses are unique,",
      "- where the configurations name none. FREE is what an ordinary request can still",
      "get: addresses that overlapping ranges hold are not free. In a large cluster the",
      "numbers are those that the leader has written to the HereaboutsPools, at most a",
      "second ago; where there are few addresses, or no leader, they are counted now."
    })
public final class PoolsCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Clusters clusters;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SourceOptions options = new SourceOptions();
  @Mixin private WatchOption watch = new WatchOption();

  public PoolsCommand(Surroundings surroundings, Clusters clusters) {
    this.surroundings = surroundings;
    this.clusters = clusters;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    OutputFormat format = options.format();
    try (Source source = options.open(spec, surroundings, clusters)) {
      if (watch.isGiven()) {
        watch(source, out, format);
      } else {
        switch (format) {
          case JSON -> print(source, Document.json("pools", out));
          case YAML -> print(source, Document.yaml("pools", out));
          case TABLE, WIDE -> printTable(source, out, format);
        }
      }
    }
    out.flush();
    return options.exitCode(true);
  }

  private void printTable(Source source, PrintWriter out, OutputFormat format) throws IOException {
    Table table = new Table(PoolTable.columns(format));
    Instant now = surroundings.clock().instant();
    source.publishedPools(pool -> table.add(PoolTable.row(new Fields(pool), now, format)));
    if (table.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("no pools yet: the first ADD that names a range makes its pool");
    } else {
      table.print(out, surroundings.hasColours());
    }
  }

  private void watch(Source source, PrintWriter out, OutputFormat format)
      throws IOException, InterruptedException {
    EventPrinter<Map<String, @Nullable Object>> printer =
        format.isTable()
            ? EventPrinter.table(
                out,
                surroundings.hasColours(),
                PoolTable.columns(format),
                pool -> PoolTable.row(new Fields(pool), surroundings.clock().instant(), format))
            : EventPrinter.objects(out, format, "pool");
    new Watching<Map<String, @Nullable Object>>(
            source::pools, pool -> pool.get("range") + " " + pool.get("space"), printer)
        .run(source::awaitChange);
  }

  private static void print(Source source, Document document) throws IOException {
    source.publishedPools(document::add);
    document.end();
  }
}

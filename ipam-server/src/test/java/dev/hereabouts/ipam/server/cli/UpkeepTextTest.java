package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.upkeep.Held;
import dev.hereabouts.ipam.server.upkeep.KnownPods;
import dev.hereabouts.ipam.server.upkeep.Leak;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.check.Code;
import dev.hereabouts.ipam.server.upkeep.check.Finding;
import dev.hereabouts.ipam.server.upkeep.check.Picture;
import dev.hereabouts.ipam.server.upkeep.check.Repair;
import dev.hereabouts.ipam.server.upkeep.check.Repaired;
import dev.hereabouts.ipam.server.upkeep.check.SeenLeader;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended.How;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code cleanup} and {@code check} print, word for word. With {@code -Dgolden.write=true} the
 * files are written instead, and the tests fail.
 */
class UpkeepTextTest {
  private static final Path FOLDER = Path.of("src/test/resources/upkeep");
  private static final boolean WRITES = Boolean.getBoolean("golden.write");
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  @DisplayName("a dry run of cleanup")
  void dryRun(OutputFormat format) throws IOException {
    cleanup(format, text -> text.dryRun(leaks(), 7));
    golden("cleanup-dry-run", format);
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  @DisplayName("a cleanup that released, with all that may become of an address")
  void released(OutputFormat format) throws IOException {
    List<Ended> ended =
        List.of(
            new Ended(leaks().get(0), How.RELEASED, ""),
            new Ended(leaks().get(1), How.GONE_ALREADY, ""),
            new Ended(leaks().get(2), How.KEPT, "its pod is there"),
            new Ended(leaks().get(3), How.FAILED, "no answer"));
    cleanup(
        format,
        text -> {
          text.plan(leaks(), 7);
          text.ended(ended);
          text.outcome(ended);
        });
    golden("cleanup-released", format);
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  @DisplayName("a cleanup without leaks, with a block that is not understood")
  void nothing(OutputFormat format) throws IOException {
    SeenBlock unreadable =
        new SeenBlock("odd", "odd", "1", true, false, "", "", 1, null, "no \u001b[31mentry");
    cleanup(
        format,
        text -> {
          text.leftOut(List.of(unreadable));
          text.dryRun(List.of(), 7);
        });
    golden("cleanup-nothing", format);
  }

  private static final Finding TWICE =
      new Finding(
          Code.ADDRESS_TWICE,
          "Address",
          "10.0.0.1",
          "blue",
          "is held by shop/a net1 and by shop/b net1",
          null,
          null);
  private static final Finding NO_POOL =
      new Finding(
          Code.NO_POOL,
          "HereaboutsPool",
          "10.0.0.0/24",
          "",
          "is not there, and 2 entries are of this range",
          "",
          new Repair.MakePool(new Pool(Held.POOL, List.of(), List.of(), 0, "")));
  private static final Finding EMPTY =
      new Finding(
          Code.EMPTY_BLOCK,
          "HereaboutsBlock",
          "10-0-0-0-26",
          "",
          "has no entry, and was not removed",
          "7",
          new Repair.WriteBlock(new BlockWrite.Remove(Held.BLOCK, new Version("7"))));

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  @DisplayName("a check with findings")
  void findings(OutputFormat format) throws IOException {
    check(
        format, (text, picture) -> text.print(List.of(TWICE, NO_POOL, EMPTY), List.of(), picture));
    golden("check-findings", format);
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  @DisplayName("a check that repaired")
  void repaired(OutputFormat format) throws IOException {
    List<Repaired> repaired =
        List.of(
            new Repaired(NO_POOL, true, "the HereaboutsPool was made"),
            new Repaired(EMPTY, false, "it changed meanwhile; check again"));
    check(format, (text, picture) -> text.print(List.of(TWICE, NO_POOL, EMPTY), repaired, picture));
    golden("check-repaired", format);
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  @DisplayName("a check that finds nothing")
  void fits(OutputFormat format) throws IOException {
    check(format, (text, picture) -> text.print(List.of(), List.of(), picture));
    golden("check-fits", format);
  }

  @Test
  @DisplayName("every code has a word of its own, and says what to do")
  void codes() {
    assertThat(Code.values()).extracting(Code::word).doesNotHaveDuplicates();
    assertThat(Code.values()).allSatisfy(code -> assertThat(code.remedy()).isNotBlank());
  }

  private static List<Leak> leaks() {
    Entry blue =
        Held.by("blue-1", 9, "worker-2", Kind.ORDINARY, new PoolId("blue", Held.POOL.cidr()));
    return List.of(
        new Leak(Held.by("web-1", 1), Reason.POD_GONE),
        new Leak(Held.by("web-\u001b2", 0), Reason.POD_REPLACED),
        new Leak(Held.withUid(Held.by("web-3", 3), ""), Reason.POD_COMPLETED),
        new Leak(blue, Reason.POD_GONE));
  }

  private void cleanup(OutputFormat format, Consumer<CleanupText> action) {
    Surroundings surroundings = new Surroundings(() -> NOW, Map.of(), false);
    action.accept(
        new CleanupText(format, new PrintWriter(out), new PrintWriter(err), surroundings));
  }

  private void check(OutputFormat format, BiConsumer<CheckText, Picture> action) {
    Picture picture =
        new Picture(
            List.of(),
            List.of(),
            new KnownPods(List.of(), List.of()),
            Set.of(),
            new SeenLeader(null, null, 0, null, ""),
            null,
            NOW);
    action.accept(
        new CheckText(format, new PrintWriter(out), new PrintWriter(err), false), picture);
  }

  private void golden(String name, OutputFormat format) throws IOException {
    compare(name + "." + format, out);
    compare(name + "." + format + ".err", err);
    assertThat(WRITES).as("golden files were written; look at what changed").isFalse();
  }

  private static void compare(String name, StringWriter printed) throws IOException {
    Path file = FOLDER.resolve(name);
    String text = printed.toString();
    printed.getBuffer().setLength(0);
    if (WRITES) {
      Files.createDirectories(FOLDER);
      if (!text.isEmpty()) {
        Files.writeString(file, text);
      }
      return;
    }
    assertThat(text).isEqualTo(expected(file));
  }

  private static String expected(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}

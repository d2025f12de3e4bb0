package dev.hereabouts.ipam.server.service;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of files that this process has mapped, may not write, and has no copies of: the JVM's
 * own code and the class archives. Starting touches them all; serving needs a third of them. They
 * are given back to the kernel, which keeps the files in its cache as long as there is room; what
 * is needed comes back by itself, without a read of the disk.
 *
 * <p>Source: proc_pid_smaps(5), madvise(2). Where they are not as on Linux, nothing happens.
 */
public final class ColdPages {
  private static final Logger LOG = LoggerFactory.getLogger(ColdPages.class);
  private static final Path SMAPS = Path.of("/proc/self/smaps");
  private static final int DONT_NEED = 4;
  private static final Pattern MAPPING =
      Pattern.compile("(?<from>[0-9a-f]+)-(?<to>[0-9a-f]+) r-[x-]p .* (?<file>/.*)");

  private final Advice advice;

  /** What tells the kernel that a range is not needed now. */
  interface Advice {
    void dontNeed(long from, long length);
  }

  /**
   * A range of addresses.
   *
   * @param to the first address behind it
   */
  record Range(long from, long to) {}

  ColdPages(Advice advice) {
    this.advice = advice;
  }

  /** Of this process. */
  public static ColdPages ofThisProcess() {
    return new ColdPages(madvise());
  }

  @SuppressWarnings("restricted") // the jar's manifest allows it
  private static Advice madvise() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("madvise")
        .map(address ->
            linker.downcallHandle(
                address,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT)))
        .map(ColdPages::calling)
        .orElse((from, length) -> {});
  }

  // invokeExact is declared to throw anything; a native function throws nothing.
  @SuppressWarnings("CatchingUnchecked")
  private static Advice calling(MethodHandle madvise) {
    return (from, length) -> {
      try {
        int refused = (int) madvise.invokeExact(from, length, DONT_NEED);
        if (refused != 0) {
          LOG.debug("the kernel keeps {} bytes at {}", length, Long.toHexString(from));
        }
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /** Gives them back. */
  public void giveBack() {
    try {
      ranges(Files.readAllLines(SMAPS))
          .forEach(range -> advice.dontNeed(range.from(), range.to() - range.from()));
    } catch (IOException e) {
      LOG.debug("no pages are given back: {}", e.toString());
    }
  }

  /**
   * Those of the process whose maps these are.
   *
   * @param smaps the lines of {@code /proc/PID/smaps}
   */
  static List<Range> ranges(List<String> smaps) {
    List<Range> ranges = new ArrayList<>();
    Range last = null;
    for (String line : smaps) {
      if (!line.isEmpty() && Character.digit(line.charAt(0), 16) >= 0 && line.indexOf('-') > 0) {
        Matcher mapping = MAPPING.matcher(line);
        last =
            mapping.matches()
                ? new Range(address(mapping.group("from")), address(mapping.group("to")))
                : null;
      } else if (last != null && line.matches("Anonymous: +0 kB")) {
        ranges.add(last);
        last = null;
      }
    }
    return ranges;
  }

  private static long address(String hexadecimal) {
    return Long.parseUnsignedLong(hexadecimal, 16);
  }
}

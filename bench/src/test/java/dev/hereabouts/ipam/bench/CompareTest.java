package dev.hereabouts.ipam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("bench/compare and bench/cluster")
class CompareTest {
  @Test
  @DisplayName("explains itself, and refuses what it does not understand")
  void usage() throws Exception {
    for (String script : List.of("compare", "cluster")) {
      assertThat(bench(script, "--help").output()).startsWith("usage: bench/" + script);
      assertThat(bench(script, "--only", "a,z").exit()).isEqualTo(64);
      assertThat(bench(script, "--fast").exit()).isEqualTo(64);
      assertThat(bench(script, "--quick", "--rounds", "99").exit()).isEqualTo(64);
    }
  }

  @Test
  @DisplayName("takes the median of the rounds, also of an even number of them")
  void median() throws Exception {
    assertThat(table("median 3 10 2; median 0.5 4 1 2; spread 3 10 2"))
        .isEqualTo("3\n1.5\n2 to 10\n");
  }

  @Test
  @DisplayName("compares numbers, and leaves no file behind that is named after one")
  void calculates() throws Exception {
    assertThat(table("calculate '3 > 0.5'; calculate '3 < 0.5'; calculate '1 / 4'"))
        .isEqualTo("1\n0\n0.25\n");
  }

  @Test
  @DisplayName("says whether a target is met, missed or was not measured")
  void verdicts() throws Exception {
    assertThat(
            table(
                """
                row d shim-peak memory '2 MiB' 2
                row a add-p50-ratio latency 0.51x 0.51
                row b add-rate-ratio rate skipped
                row c other 'no target' 7 7
                sorted_rows
                """))
        .isEqualTo(
            """
            a\tadd-p50-ratio\tlatency\t0.51x\t<= 0.5\tMISSED
            b\tadd-rate-ratio\trate\tskipped\t>= 2\tnot measured
            c\tother\tno target\t7\t-\t-
            d\tshim-peak\tmemory\t2 MiB\t<= 2\tmet
            """);
  }

  private static Run bench(String script, String... options) throws Exception {
    return Run.of(Stream.concat(Stream.of("./" + script), Stream.of(options)).toList());
  }

  private static String table(String script) throws Exception {
    Run run =
        Run.of(
            List.of(
                "bash",
                "-euc",
                "export LC_ALL=C; bench=$PWD; . src/main/bash/table.bash\n" + script));
    assertThat(run.exit()).as(run.output()).isZero();
    return run.output();
  }
}

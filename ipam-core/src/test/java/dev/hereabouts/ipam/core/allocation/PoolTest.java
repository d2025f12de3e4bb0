package dev.hereabouts.ipam.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Written;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final Pool POOL =
      new Pool(new PoolId("", Written.cidr("10.0.0.0/24")), List.of(), List.of(), 0, "")
          .withSlices(slices("10.0.0.0/28 a", "10.0.0.16/28 b"));

  @Test
  @DisplayName("slices come beside those that a pool has, and never in their place")
  void beside() {
    Pool pool =
        POOL.beside(
            slices(
                "10.0.0.32/28 c", // new
                "10.0.0.16/28 b", // there already
                "10.0.0.0/28 d", // a has that slice
                "10.0.0.48/28 a", // a has another slice
                "10.0.0.48/28 c", // c has got one just now
                "10.0.0.32/28 e", // that one
                "10.0.0.64/27 a")); // another size is another division

    assertThat(pool.slices())
        .containsExactlyElementsOf(
            slices("10.0.0.0/28 a", "10.0.0.16/28 b", "10.0.0.32/28 c", "10.0.0.64/27 a"));
    assertThat(POOL.beside(slices("10.0.0.0/28 d"))).isSameAs(POOL);
  }

  private static List<NodeSlice> slices(String... texts) {
    return Stream.of(texts)
        .map(text -> text.split(" ", -1))
        .map(words -> new NodeSlice(Written.cidr(words[0]), words[1]))
        .toList();
  }
}

package dev.hereabouts.ipam.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class PoolOverlapsTest {
  @Property(tries = 500)
  void asComparingEveryPairSays(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 16 * 256 - 1) Integer> seeds) {
    List<PoolId> ids = new ArrayList<>();
    for (int seed : seeds) {
      Address inside = seed % 2 == 0 ? Address.v4(seed >> 5) : Address.v6(0, seed >> 5);
      Cidr range = Cidr.of(inside, inside.family().bits() - (seed >> 2) % 8);
      ids.add(new PoolId(seed % 3 == 0 ? "a" : "", range));
    }
    List<PoolId> distinct = ids.stream().distinct().toList();
    PoolOverlaps overlaps =
        new PoolOverlaps(
            distinct.stream().map(id -> new Pool(id, List.of(), List.of(), 0, "")).toList());

    for (PoolId id : distinct) {
      List<Cidr> expected =
          distinct.stream()
              .filter(other -> !other.equals(id) && other.space().equals(id.space()))
              .map(PoolId::cidr)
              .filter(other -> other.interval().common(id.cidr().interval()) != null)
              .toList();
      assertThat(overlaps.of(id)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }
}

package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.allocation.Ranges.range;
import static dev.hereabouts.ipam.core.allocation.Ranges.solo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hereabouts.ipam.core.config.RangeRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final RangeRequest NET = range("10.0.0.0/29");

  private final Scene scene = new Scene();
  private final Ledger ledger = scene.ledger;

  @BeforeEach
  void threeHeld() {
    scene.got(Ask.of("a", "c1", NET));
    scene.got(Ask.of("b", "c2", solo(range("10.0.0.0/24"))));
    scene.got(Ask.of("c", "c3").fixed("10.0.0.6"));
  }

  @Test
  @DisplayName("reloading a block makes its entries those of the store, and leaves other blocks")
  void reloads() {
    scene.got(Ask.of("elsewhere", "c4", range("10.0.1.0/24")));
    Entry kept = scene.entry("10.0.0.6");
    Entry moved =
        kept.takenOverBy(new Holder("c9", "node-1", "/run/netns/c9", 9, new Attempt(1, 9)));
    List<Entry> before = ledger.entries(kept.block());

    ledger.replaceBlock(kept.block(), List.of(moved));
    LedgerInvariants.check(ledger);
    assertThat(ledger.entries(kept.block())).containsExactly(moved);
    assertThat(ledger.size()).isEqualTo(2);

    ledger.replaceBlock(kept.block(), before.reversed());
    LedgerInvariants.check(ledger);
    assertThat(ledger.entries(kept.block())).isEqualTo(before);

    ledger.replaceBlock(kept.block(), List.of());
    LedgerInvariants.check(ledger);
    assertThat(ledger.size()).isOne();
  }

  @Test
  @DisplayName("a change that starts from another state is a bug and says so")
  void refusesChangesOfAnotherState() {
    Entry entry = scene.entry("10.0.0.6");
    Entry other = entry.takenOverBy(entry.holder());

    assertThatIllegalStateException().isThrownBy(() -> ledger.apply(Change.OfEntry.created(entry)));
    assertThatIllegalStateException().isThrownBy(() -> ledger.apply(Change.OfEntry.removed(other)));
    LedgerInvariants.check(ledger);
  }

  @Test
  @DisplayName("a pool's numbers count what it can give, what it holds and what others close")
  void numbers() {
    Pool pool =
        ledger.pools().stream()
            .filter(one -> one.id().cidr().equals(NET.cidr()))
            .findFirst()
            .orElseThrow();

    PoolUse use = ledger.use(pool);

    assertThat(use).isEqualTo(new PoolUse(BigInteger.valueOf(6), 1, BigInteger.TWO));
    assertThat(use.free()).isEqualTo(4);
    assertThat(use.percent()).isEqualTo(new BigDecimal("33.3"));
    assertThat(scene.entry("10.0.0.6").kind()).isEqualTo(Kind.SHARED);
  }
}

package dev.hereabouts.ipam.core.address;

import static dev.hereabouts.ipam.core.address.Written.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private static final BigInteger TWO = BigInteger.TWO;

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.1",
    "10.0.0.255, 10.0.1.0",
    "127.255.255.255, 128.0.0.0",
    "255.255.255.254, 255.255.255.255",
    "::, ::1",
    "::7fff:ffff:ffff:ffff, ::8000:0:0:0",
    "::ffff:ffff:ffff:ffff, 0:0:0:1::",
    "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 8000::",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
  })
  @DisplayName("next and previous carry over every border, the one at 64 bits too")
  void carries(String lower, String upper) {
    assertThat(address(lower).next()).isEqualTo(address(upper));
    assertThat(address(upper).previous()).isEqualTo(address(lower));
    assertThat(address(lower)).isLessThan(address(upper));
    assertThat(address(upper).countFrom(address(lower))).isEqualTo(TWO);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("nothing is before the first address of a family or after the last")
  void ends(Family family) {
    Address lowest = Address.lowest(family);
    Address highest = Address.highest(family);

    assertThatThrownBy(highest::next).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(lowest::previous).isInstanceOf(ArithmeticException.class);
    assertThat(List.of(lowest.isLowest(), highest.isHighest())).containsOnly(true);
    assertThat(List.of(highest.isLowest(), lowest.isHighest())).containsOnly(false);
    assertThat(highest.countFrom(lowest)).isEqualTo(TWO.pow(family.bits()));
    assertThat(highest.firstOf(0)).isEqualTo(lowest);
    assertThat(lowest.lastOf(0)).isEqualTo(highest);
    assertThat(highest.firstOf(family.bits())).isEqualTo(highest);
    assertThat(lowest.lastOf(family.bits())).isEqualTo(lowest);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 32, -1L, Long.MIN_VALUE})
  void anIpv4AddressHas32Bits(long low) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Address(Family.IPV4, 0, low));
    assertThatIllegalArgumentException().isThrownBy(() -> new Address(Family.IPV4, 1, 0));
  }

  @Test
  void everyIpv4AddressIsBelowEveryIpv6Address() {
    assertThat(Address.highest(Family.IPV4)).isLessThan(Address.lowest(Family.IPV6));
    assertThat(Address.lowest(Family.IPV4)).isNotEqualTo(Address.lowest(Family.IPV6));
  }

  @Property
  @Label("order, steps and masks are those of the unsigned numbers")
  void behavesAsANumber(
      @ForAll("addresses") Address one,
      @ForAll("addresses") Address other,
      @ForAll @IntRange(max = 128) int length) {
    int prefixLength = Math.min(length, one.family().bits());
    BigInteger number = one.toBigInteger();
    BigInteger hosts = TWO.pow(one.family().bits() - prefixLength).subtract(BigInteger.ONE);

    assertThat(one.firstOf(prefixLength).toBigInteger()).isEqualTo(number.andNot(hosts));
    assertThat(one.lastOf(prefixLength).toBigInteger()).isEqualTo(number.or(hosts));
    if (one.family() == other.family()) {
      assertThat(Integer.signum(one.compareTo(other)))
          .isEqualTo(number.compareTo(other.toBigInteger()));
      assertThat(one.countFrom(other))
          .isEqualTo(number.subtract(other.toBigInteger()).add(BigInteger.ONE));
    }
    assertThat(one.equals(other)).isEqualTo(one.compareTo(other) == 0);
    if (!one.isHighest()) {
      assertThat(one.next().toBigInteger()).isEqualTo(number.add(BigInteger.ONE));
      assertThat(one.next().previous()).isEqualTo(one).hasSameHashCodeAs(one);
    }
  }

  @Provide
  static Arbitrary<Address> addresses() {
    Arbitrary<Long> edges =
        Arbitraries.of(
            0L, 1L, -1L, -2L, Long.MAX_VALUE, Long.MIN_VALUE, 0xffff_ffffL, 0xffff_fffeL, 1L << 32);
    Arbitrary<Long> words = Arbitraries.oneOf(edges, Arbitraries.longs());
    return Arbitraries.oneOf(
        words.map(word -> Address.v4(word.intValue())),
        Combinators.combine(words, words).as(Address::v6));
  }
}

package dev.hereabouts.ipam.core.address;

import static dev.hereabouts.ipam.core.address.Written.address;
import static dev.hereabouts.ipam.core.address.Written.cidr;
import static dev.hereabouts.ipam.core.address.Written.interval;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, 255.255.255.255",
    "10.0.0.0/8, 10.255.255.255",
    "255.255.255.255/32, 255.255.255.255",
    "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fd00::/63, fd00:0:0:1:ffff:ffff:ffff:ffff",
    "fd00::/64, fd00::ffff:ffff:ffff:ffff",
    "fd00::/65, fd00::7fff:ffff:ffff:ffff",
    "::1/128, ::1"
  })
  void reachesToItsLastAddress(String network, String last) {
    assertThat(cidr(network).last()).isEqualTo(address(last));
    assertThat(cidr(network).interval())
        .isEqualTo(new Interval(cidr(network).network(), address(last)));
  }

  @Test
  @DisplayName("a prefix length outside the family, or bits behind the prefix, is refused")
  void mustBeCanonical() {
    assertThatIllegalArgumentException().isThrownBy(() -> cidr("10.0.0.1/31"));
    assertThatIllegalArgumentException().isThrownBy(() -> cidr("0.0.0.0/33"));
    assertThatIllegalArgumentException().isThrownBy(() -> cidr("0.0.0.0/-1"));
    assertThatIllegalArgumentException().isThrownBy(() -> cidr("::/129"));
    assertThatIllegalArgumentException().isThrownBy(() -> Cidr.of(address("::"), 129));
    assertThatIllegalArgumentException().isThrownBy(() -> Cidr.of(address("::"), -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.2-10.0.0.1", "10.0.0.1-::1", "::1-10.0.0.1"})
  void anIntervalAscendsInOneFamily(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> interval(text));
  }

  @Test
  void theNetworksOfTheOtherFamilyContainNothing() {
    assertThat(cidr("0.0.0.0/0").contains(address("::"))).isFalse();
    assertThat(cidr("::/0").contains(address("0.0.0.0"))).isFalse();
    assertThat(cidr("::/0").interval().contains(address("255.255.255.255"))).isFalse();
  }

  @Test
  void sizesPass64Bits() {
    assertThat(cidr("::/0").interval().size()).isEqualTo(BigInteger.TWO.pow(128));
    assertThat(cidr("fd00::/64").interval().size()).isEqualTo(BigInteger.TWO.pow(64));
    assertThat(interval("::1").size()).isOne();
  }

  @Property
  @Label("a network contains just the addresses from its first to its last")
  void containsItsInterval(
      @ForAll("addresses") Address inside,
      @ForAll("addresses") Address other,
      @ForAll @IntRange(max = 128) int length) {
    Cidr cidr = Cidr.of(inside, Math.min(length, inside.family().bits()));

    assertThat(cidr.contains(inside)).isTrue();
    assertThat(cidr.contains(other))
        .isEqualTo(other.family() == cidr.family() && cidr.interval().contains(other));
  }

  @Provide
  static Arbitrary<Address> addresses() {
    return AddressTest.addresses();
  }
}

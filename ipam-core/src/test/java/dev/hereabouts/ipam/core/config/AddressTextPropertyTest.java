package dev.hereabouts.ipam.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;

class AddressTextPropertyTest {
  @Property
  void everyIpv4AddressIsReadBack(@ForAll int bits) {
    Address address = Address.v4(bits);
    assertThat(AddressText.parseStrict(AddressText.format(address))).isEqualTo(address);
    assertThat(AddressText.format(address)).isEqualTo(jdk(bits));
  }

  @Property
  void everyIpv6AddressIsReadBack(@ForAll("ipv6") Address address) {
    String text = AddressText.format(address);
    assertThat(AddressText.parseStrict(text)).isEqualTo(address);
    assertThat(AddressText.parseSloppy(text)).isEqualTo(address);
    assertThat(text).isEqualTo(canonical(address));
  }

  @Property
  void noTextMakesReadingFail(
      @ForAll @CharRange(from = '0', to = 'g') @Chars({':', '.', '/', '%', '-', '*', 'x', ' '})
          String text) {
    Address strict = AddressText.parseStrict(text);
    if (strict != null) {
      assertThat(AddressText.parseSloppy(text)).isEqualTo(strict);
      assertThat(AddressText.parseStrict(AddressText.format(strict))).isEqualTo(strict);
    }
    assertThat(AddressText.parseSloppyWithPrefix(text))
        .satisfiesAnyOf(none -> assertThat(none).isNull(), some -> assertThat(text).contains("/"));
  }

  @Provide
  Arbitrary<Address> ipv6() {
    Arbitrary<Integer> group =
        Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 0xffff));
    return Combinators.combine(half(group), half(group))
        .as(Address::v6)
        .filter(a -> !(a.high() == 0 && a.low() >>> 32 == 0xffffL));
  }

  private static Arbitrary<Long> half(Arbitrary<Integer> group) {
    return group
        .list()
        .ofSize(4)
        .map(g -> g.stream().mapToLong(i -> i).reduce(0, (a, b) -> a << 16 | b));
  }

  /**
   * RFC 5952 once more, the slow way: the longest run of two zero groups or more, the first one.
   */
  private static String canonical(Address address) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      long half = i < 4 ? address.high() : address.low();
      groups[i] = (int) (half >>> (48 - 16 * (i % 4)) & 0xffff);
    }
    int from = 0;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (length > 1 && i == from) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static String jdk(int bits) {
    byte[] bytes = {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits};
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}

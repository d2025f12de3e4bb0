package dev.hereabouts.ipam.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class AddressFormTest {

  @Test
  @DisplayName("IPv6 is written as RFC 5952 has it: the first of the longest runs of zeroes goes")
  void rfc5952() {
    for (String text :
        List.of(
            "::",
            "::1",
            "1::",
            "2001:db8::1",
            "2001:db8:0:1:1:1:1:1",
            "2001:0:0:1::1",
            "2001:db8::1:0:0:1",
            "1:2:3:4:5:6:7:0",
            "1:2:3:4:5:6::",
            "::ffff:a01:5",
            "ff02::1:ff00:abcd",
            "255.255.255.255",
            "0.0.0.0",
            "10.1.0.5")) {
      assertThat(AddressForm.format(AddressForm.parseAddress(text))).isEqualTo(text);
    }
    assertThat(AddressForm.format(Address.v6(0x2001_0db8_0000_0000L, 0x0001_0000_0000_0001L)))
        .isEqualTo("2001:db8::1:0:0:1");
    assertThat(AddressForm.format(new Cidr(Address.v4(0x0a000000), 8))).isEqualTo("10.0.0.0/8");
  }

  @Test
  @DisplayName("Other forms are refused")
  void otherForms() {
    for (String text :
        List.of("", "10.1.5", "10.01.0.5", "2001:DB8::1", "::ffff:10.1.0.5", "fe80::1%1", "a")) {
      assertThatThrownBy(() -> AddressForm.parseAddress(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String text : List.of("10.0.0.0", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "/8")) {
      assertThatThrownBy(() -> AddressForm.parseCidr(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void everyAddressComesBack(@ForAll long high, @ForAll long low, @ForAll int bits) {
    for (Address address :
        List.of(
            Address.v4(bits),
            Address.v6(high, low),
            Address.v6(0, low),
            Address.v6(high, 0),
            Address.v6(0, 0xffff_0000_0000L | Integer.toUnsignedLong(bits)))) {
      assertThat(AddressForm.parseAddress(AddressForm.format(address))).isEqualTo(address);
    }
  }
}

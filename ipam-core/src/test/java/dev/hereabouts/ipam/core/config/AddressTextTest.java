package dev.hereabouts.ipam.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text of an address")
class AddressTextTest {
  @DisplayName("is read in either way and written in its canonical form")
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "10.0.0.5, 10.0.0.5",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8::00AB, 2001:db8::ab",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "fe80:0:0:0:0:0:0:1, fe80::1",
    "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
    "::1.2.3.4, ::102:304",
    "::ffff:1.2.3.4, 1.2.3.4",
    "::FFFF:102:304, 1.2.3.4",
    "0:0:0:0:0:ffff:1.2.3.4, 1.2.3.4"
  })
  void canonical(String text, String canonical) {
    Address address = Objects.requireNonNull(AddressText.parseStrict(text));
    assertThat(AddressText.format(address)).isEqualTo(canonical);
    assertThat(AddressText.parseSloppy(text)).isEqualTo(address);
    assertThat(AddressText.parseStrict(canonical)).isEqualTo(address);
  }

  @DisplayName("may have leading zeros, never octal ones, only when read sloppily")
  @ParameterizedTest
  @CsvSource({
    "010.010.010.0, 10.10.10.0",
    "00192.00168.1.0, 192.168.1.0",
    "000000192.168.1.25, 192.168.1.25",
    "00.0.0.000, 0.0.0.0",
    "2001:00db8::0000001, 2001:db8::1",
    "::ffff:01.2.3.4, 1.2.3.4"
  })
  void leadingZeros(String text, String canonical) {
    assertThat(AddressText.parseStrict(text)).isNull();
    assertThat(AddressText.parseSloppy(text)).isEqualTo(AddressText.parseStrict(canonical));
  }

  @DisplayName("takes no form that Go's net.ParseIP refuses")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10",
        "10.1",
        "10.0.1",
        "10.0.0.0.1",
        "10.0.0.",
        ".10.0.0",
        "10..0.1",
        "10.0.0.256",
        "10.0.0.0000256",
        "10.0.0.-1",
        "10.0.0.+1",
        " 10.0.0.1",
        "10.0.0.1 ",
        "10.0.0.1\n",
        "0x0a.0.0.1",
        "10.0.0.0x1",
        "10.0.0.1/24",
        "10.0.0.*",
        "10.0.0.1-2",
        "10.0.0._",
        "*",
        "1.2.3.a",
        "167772161",
        "٣.0.0.1",
        ":",
        ":::",
        "1:",
        ":1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4::5:6:7:8",
        "1::2::3",
        "::1::",
        "12345::",
        "0::12345",
        "g::",
        "fe80::1%eth0",
        "fe80::1%",
        "[::1]",
        "::1/64",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.256",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5",
        "2001-db8--1.ipv6-literal.net",
        "2001:db8::*",
        "::1 ",
        "b10::٣",
        "0000000000000000000000000000000000000000001"
      })
  void refused(String text) {
    assertThat(AddressText.parseStrict(text)).isNull();
    assertThat(AddressText.parseSloppy(text)).isNull();
  }

  @DisplayName("keeps its host bits beside a prefix length")
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.1.2.3/8, 10.0.0.0/8",
    "10.1.2.3/32, 10.1.2.3/32, 10.1.2.3/32",
    "0.0.0.0/0, 0.0.0.0/0, 0.0.0.0/0",
    "10.1.2.3/08, 10.1.2.3/8, 10.0.0.0/8",
    "2001:db8::5/64, 2001:db8::5/64, 2001:db8::/64",
    "::/0, ::/0, ::/0",
    "::ffff:1.2.3.4/120, 1.2.3.4/24, 1.2.3.0/24"
  })
  void withPrefix(String text, String written, String network) {
    AddressWithPrefix read = Objects.requireNonNull(AddressText.parseStrictWithPrefix(text));
    assertThat(read).hasToString(written);
    assertThat(AddressText.format(read.cidr())).isEqualTo(network);
    assertThat(AddressText.parseSloppyWithPrefix(text)).isEqualTo(read);
  }

  @DisplayName("with a prefix length is refused when either half is wrong")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.0.0.0/",
        "/24",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/ 8",
        "10.0.0.0/24/24",
        "10.0.0.0/255.0.0.0",
        "10.0.0/24",
        "::/129",
        "::/99999999999999999999",
        "::ffff:1.2.3.4/95",
        "fe80::1%eth0/64"
      })
  void refusedWithPrefix(String text) {
    assertThat(AddressText.parseStrictWithPrefix(text)).isNull();
    assertThat(AddressText.parseSloppyWithPrefix(text)).isNull();
  }

  @Test
  @DisplayName("with leading zeros and a prefix length is for sloppy reading only")
  void sloppyWithPrefix() {
    assertThat(AddressText.parseStrictWithPrefix("010.0.0.1/24")).isNull();
    assertThat(AddressText.parseSloppyWithPrefix("010.0.0.1/24")).hasToString("10.0.0.1/24");
  }
}

package dev.hereabouts.ipam.core.config;

import static dev.hereabouts.ipam.core.config.ConfigTexts.add;
import static dev.hereabouts.ipam.core.config.ConfigTexts.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Interval;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A range")
class RangeRulesTest {
  @DisplayName("has this network and window")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'range':'192.168.1.0/24'                                                       | 192.168.1.0/24     | 192.168.1.1 - 192.168.1.254
          'range':'192.168.2.230/28'                                                     | 192.168.2.224/28   | 192.168.2.225 - 192.168.2.238
          'range':'192.168.2.229/30'                                                     | 192.168.2.228/30   | 192.168.2.229 - 192.168.2.230
          'range':'0.0.0.0/0'                                                            | 0.0.0.0/0          | 0.0.0.1 - 255.255.255.254
          'range':'2001:DB8::5/126'                                                      | 2001:db8::4/126    | 2001:db8::5 - 2001:db8::6
          'range':'::/0'                                                                 | ::/0               | ::1 - ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe
          'range':'010.010.010.0/24'                                                     | 10.10.10.0/24      | 10.10.10.1 - 10.10.10.254
          'range':'10.0.0.5-10.0.0.9/24'                                                 | 10.0.0.0/24        | 10.0.0.5 - 10.0.0.9
          'range':'00010.0.0.5-000010.0.0.9/24'                                          | 10.0.0.0/24        | 10.0.0.5 - 10.0.0.9
          'range':'10.0.0.0-10.0.0.255/24'                                               | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'range':'10.0.0.9-10.0.0.5/24'                                                 | 10.0.0.0/24        | 10.0.0.9 - 10.0.0.254
          'range':'10.0.0.5-10.0.0.9/24','range_start':'10.0.0.7','range_end':'10.0.0.8' | 10.0.0.0/24        | 10.0.0.5 - 10.0.0.9
          'range':'10.0.0.0/24','range_start':'10.0.0.9','range_end':'10.0.0.9'          | 10.0.0.0/24        | 10.0.0.9 - 10.0.0.9
          'range':'10.0.0.0/24','range_start':'010.0.0.09'                               | 10.0.0.0/24        | 10.0.0.9 - 10.0.0.254
          'range':'10.0.0.0/24','range_end':'10.0.0.9'                                   | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.9
          'range':'10.0.0.0/24','range_start':'10.0.1.9'                                 | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'range':'10.0.0.0/24','range_start':'2001:db8::9'                              | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'range':'10.0.0.0/24','range_start':'10.0.0.0'                                 | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'range':'10.0.0.0/24','range_start':'10.0.0.255'                               | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'range':'10.0.0.0/24','range_start':'banana'                                   | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'range':'10.0.0.0/24','range_start':'10.0.0.9','range_end':'10.0.0.5'          | 10.0.0.0/24        | 10.0.0.9 - 10.0.0.254
          'range':'10.0.0.0/24','range_start':'','range_end':null                        | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'RANGE':'10.0.0.0/24','Range_Start':'10.0.0.9'                                 | 10.0.0.0/24        | 10.0.0.9 - 10.0.0.254
          'range':'10.1.0.0/24','range':'10.0.0.0/24'                                    | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'range':'10.1.0.0/24','Range':'10.0.0.0/24'                                    | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'Range':'10.1.0.0/24','range':'10.0.0.0/24'                                    | 10.0.0.0/24        | 10.0.0.1 - 10.0.0.254
          'ipRanges':[{'range':'10.0.0.0/24','range_start':'10.0.0.09'}]                 | 10.0.0.0/24        | 10.0.0.9 - 10.0.0.254
          """)
  void window(String ipam, String cidr, String window) {
    RangeRequest range = add(network(ipam)).ranges().getFirst();
    assertThat(AddressText.format(range.cidr())).isEqualTo(cidr);
    assertThat(text(range.window())).isEqualTo(window);
    assertThat(range.solo()).isFalse();
    assertThat(range.requested()).isNull();
    assertThat(range.gateway()).isNull();
  }

  @DisplayName("excludes this of its window")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          '10.0.0.1'                                   | 10.0.0.1 - 10.0.0.1
          '10.0.0.1/32','10.0.0.2/32'                  | 10.0.0.1 - 10.0.0.2
          '10.0.0.9','10.0.0.5','10.0.0.4/30'          | 10.0.0.4 - 10.0.0.7, 10.0.0.9 - 10.0.0.9
          '10.0.0.6/30'                                | 10.0.0.4 - 10.0.0.7
          '10.0.0.2-10.0.0.5'                          | 10.0.0.2 - 10.0.0.5
          '10.0.0.2-10.0.0.5/24'                       | 10.0.0.2 - 10.0.0.5
          '010.0.0.002-10.0.00.5'                      | 10.0.0.2 - 10.0.0.5
          '10.000.000.001/32'                          | 10.0.0.1 - 10.0.0.1
          '0.0.0.0/0'                                  | 10.0.0.1 - 10.0.0.20
          '10.0.0.16/28'                               | 10.0.0.16 - 10.0.0.20
          '9.0.0.0-10.0.0.3'                           | 10.0.0.1 - 10.0.0.3
          '10.0.0.0','10.0.0.30','10.9.0.0/16','::/0'  | ``
          """)
  void excludes(String exclude, String expected) {
    String keys = "'range':'10.0.0.0/24','range_end':'10.0.0.20','exclude':[" + exclude + "]";
    assertThat(text(add(network(keys)).ranges().getFirst().excludes())).isEqualTo(expected);
    String entry = network("'ipRanges':[{" + keys + "}]");
    assertThat(text(add(entry).ranges().getFirst().excludes())).isEqualTo(expected);
  }

  @Test
  @DisplayName("at the top comes before those of ipRanges and keeps its keys to itself")
  void order() {
    NetworkConfig config =
        add(
            network(
                "'ipRanges':[{'range':'10.1.0.0/24'},{'range':'2001:db8::/64'}],"
                    + "'range':'10.0.0.0/24','range_start':'10.0.0.5','exclude':['10.0.0.0/8']"));
    assertThat(config.ranges())
        .extracting(
            r -> AddressText.format(r.cidr()) + " " + text(r.window()) + " " + r.excludes().size())
        .containsExactly(
            "10.0.0.0/24 10.0.0.5 - 10.0.0.254 1",
            "10.1.0.0/24 10.1.0.1 - 10.1.0.254 0",
            "2001:db8::/64 2001:db8::1 - 2001:db8::ffff:ffff:ffff:fffe 0");
  }

  @Test
  @DisplayName("is alone when overlapping is switched off")
  void solo() {
    NetworkConfig config = add(network("'range':'10.0.0.0/24','enable_overlapping_ranges':false"));
    assertThat(config.overlapping()).isFalse();
    assertThat(config.ranges().getFirst().solo()).isTrue();
  }

  @Test
  @DisplayName("takes its own gateway, else the common one of its family")
  void gateway() {
    NetworkConfig config =
        add(
            network(
                "'gateway':'010.0.0.254','range':'10.0.0.0/24','ipRanges':["
                    + "{'range':'10.1.0.0/24','gateway':'10.1.0.1'},"
                    + "{'range':'2001:db8::/64'},"
                    + "{'range':'2001:db8:1::/64','gateway':'fe80::1'},"
                    + "{'range':'10.2.0.0/24','gateway':'2001:db8::1'}]"));
    assertThat(config.ranges())
        .extracting(r -> r.gateway() == null ? "none" : AddressText.format(r.gateway()))
        .containsExactly("10.0.0.254", "10.1.0.1", "none", "fe80::1", "10.0.0.254");
  }

  private static String text(Interval interval) {
    return AddressText.format(interval.first()) + " - " + AddressText.format(interval.last());
  }

  private static String text(List<Interval> intervals) {
    return intervals.stream().map(RangeRulesTest::text).collect(Collectors.joining(", "));
  }
}

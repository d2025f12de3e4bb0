package dev.hereabouts.ipam.core.config;

import static dev.hereabouts.ipam.core.config.ConfigTexts.add;
import static dev.hereabouts.ipam.core.config.ConfigTexts.bytes;
import static dev.hereabouts.ipam.core.config.ConfigTexts.findings;
import static dev.hereabouts.ipam.core.config.ConfigTexts.network;
import static dev.hereabouts.ipam.core.config.ConfigTexts.parse;
import static dev.hereabouts.ipam.core.config.ConfigTexts.valid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A network configuration")
class NetworkConfigTest {
  private static final String RANGE = "'range':'10.0.0.0/24'";

  @Test
  @DisplayName("has these defaults")
  void defaults() {
    NetworkConfig config = add("{'name':'net-a','ipam':{'type':'hereabouts'," + RANGE + "}}");
    assertThat(config.cniVersion()).isEqualTo(CniVersion.V0_1_0);
    assertThat(config.name()).isEqualTo("net-a");
    assertThat(config.statics()).isEmpty();
    assertThat(config.routes()).isEmpty();
    assertThat(config.dns().isEmpty()).isTrue();
    assertThat(config.space()).isEmpty();
    assertThat(config.overlapping()).isTrue();
    assertThat(config.nodeSliceSize()).isNull();
    assertThat(Stream.of(config.logFile(), config.logLevel(), config.configurationPath()))
        .containsOnly("");
    assertThat(config.requestedIps()).isEmpty();
    assertThat(config.prevResult()).isNull();
    assertThat(config.validAttachments()).isNull();
  }

  @Test
  @DisplayName("keeps what is copied to the result as it was written")
  void copied() {
    NetworkConfig config =
        add(
            network(
                RANGE
                    + ",'routes':[{'dst':'10.1.2.3/8'},{'dst':'3ffe:ffff:0:01ff::1/64','gw':'3ffe::1',"
                    + "'mtu':1400,'advmss':1300,'priority':7,'table':0,'scope':253},"
                    + "{'dst':'0.0.0.0/0','mtu':0}],"
                    + "'dns':{'nameservers':['8.8.8.8'],'domain':'d','search':['s'],'options':['o']},"
                    + "'network_name':'green','log_file':'/var/log/x','log_level':'Error',"
                    + "'configuration_path':'/c','node_slice_size':'/28'"));
    assertThat(config.routes())
        .extracting(r ->
            r.dst()
                + " "
                + (r.gw() == null ? null : AddressText.format(r.gw()))
                + Stream.of(r.mtu(), r.advmss(), r.priority(), r.table(), r.scope())
                    .map(String::valueOf)
                    .toList())
        .containsExactly(
            "10.1.2.3/8 null[null, null, null, null, null]",
            "3ffe:ffff:0:1ff::1/64 3ffe::1[1400, 1300, 7, 0, 253]",
            "0.0.0.0/0 null[null, null, null, null, null]");
    assertThat(config.dns())
        .isEqualTo(new Dns(List.of("8.8.8.8"), "d", List.of("s"), List.of("o")));
    assertThat(config.space()).isEqualTo("green");
    assertThat(config.logFile()).isEqualTo("/var/log/x");
    assertThat(config.logLevel()).isEqualTo("error");
    assertThat(config.configurationPath()).isEqualTo("/c");
    assertThat(config.nodeSliceSize()).isEqualTo(28);
  }

  @DisplayName("may write the slice size with or without a slash")
  @ParameterizedTest
  @ValueSource(strings = {"28", "/28"})
  void sliceSize(String size) {
    assertThat(add(network(RANGE + ",'node_slice_size':'" + size + "'")).nodeSliceSize())
        .isEqualTo(28);
  }

  @Test
  @DisplayName("may give static addresses only")
  void staticOnly() {
    NetworkConfig config =
        add(
            network(
                "'addresses':[{'address':'010.10.0.1/24','gateway':'10.10.0.254'},"
                    + "{'address':'3ffe:ffff:0:01ff::1/64'}]"));
    assertThat(config.ranges()).isEmpty();
    assertThat(texts(config.statics()))
        .containsExactly("10.10.0.1/24 via 10.10.0.254", "3ffe:ffff:0:1ff::1/64");
  }

  @Test
  @DisplayName("is read whatever else a plugin's author put beside ipam")
  void foreignKeys() {
    Parsed parsed =
        parse(
            CniCommand.ADD,
            network(RANGE, "'zzz':1,'dns':5,'prevResult':5,'args':{'x':1}"),
            "",
            null);
    assertThat(parsed)
        .isInstanceOfSatisfying(Parsed.Valid.class, v -> assertThat(v.warnings()).isEmpty());
  }

  @DisplayName("gives the addresses that a pod asks for their places")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # runtimeConfig      | args.cni      | CNI_ARGS                            | requests in 10.0.0/24, 10.0.0.0/8, 2001:db8::/64, further ones | statics
          -                    | -             | -                                   | any any any                                          | ''
          -                    | -             | IP=10.0.0.9                         | 10.0.0.9 any any                                     | ''
          -                    | -             | IP=10.0.0.9/16                      | 10.0.0.9 any any                                     | ''
          -                    | -             | IP=010.1.0.9                        | any 10.1.0.9 any                                     | ''
          -                    | -             | 'IP=10.0.0.9, 10.0.0.8'             | 10.0.0.9 10.0.0.8 any                                | ''
          -                    | -             | IP=10.0.0.9,10.0.0.8,10.0.0.7       | 10.0.0.9 10.0.0.8 any 10.0.0.7                       | ''
          -                    | -             | IP=2001:db8::9,10.0.0.9             | 10.0.0.9 any 2001:db8::9                             | ''
          -                    | -             | IP=11.0.0.5/24;GATEWAY=11.0.0.1     | any any any                                          | 11.0.0.5/24 via 11.0.0.1
          -                    | -             | IP=11.0.0.5/24;GATEWAY=12.0.0.1     | any any any                                          | 11.0.0.5/24
          -                    | -             | IP=                                 | any any any                                          | ''
          -                    | '10.0.0.7'    | IP=10.0.0.9                         | 10.0.0.7 any any                                     | ''
          '10.0.0.5'           | '10.0.0.7'    | IP=10.0.0.9                         | 10.0.0.5 any any                                     | ''
          '10.0.0.5/24'        | -             | -                                   | 10.0.0.5 any any                                     | ''
          -                    | -             | IP=10.0.0.0                         | 10.0.0.0 any any                                     | ''
          """)
  void requested(
      @Nullable String runtime,
      @Nullable String ofArgs,
      @Nullable String cniArgs,
      String requests,
      String statics) {
    NetworkConfig config =
        add(
            network(
                "'ipRanges':[{'range':'10.0.0.0/24','range_start':'10.0.0.5','exclude':['10.0.0.9']},"
                    + "{'range':'10.0.0.0/8'},{'range':'2001:db8::/64'}]",
                "'runtimeConfig':{'ips':["
                    + quoted(runtime)
                    + "]},'args':{'cni':{'ips':["
                    + quoted(ofArgs)
                    + "]}}"),
            cniArgs == null ? "" : cniArgs);
    assertThat(
            String.join(
                " ",
                config.ranges().stream()
                    .map(r -> r.requested() == null ? "any" : AddressText.format(r.requested()))
                    .toList()))
        .isEqualTo(requests);
    assertThat(String.join(",", texts(config.statics()))).isEqualTo(statics);
  }

  @Test
  @DisplayName("lets a GATEWAY of CNI_ARGS serve configured static addresses too")
  void gatewayOfArgs() {
    NetworkConfig config =
        add(
            network("'addresses':[{'address':'10.9.0.1/24','gateway':'10.9.0.254'}]"),
            "GATEWAY=10.9.0.7");
    assertThat(texts(config.statics())).containsExactly("10.9.0.1/24 via 10.9.0.7");
  }

  @DisplayName("takes the node's defaults for what is empty in it")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'range':'10.0.0.0/24'                         | 'range':'10.1.0.0/24'                       | 10.0.0.0/24
          ``                                            | 'range':'10.1.0.0/24'                       | 10.1.0.0/24
          'range':''                                    | 'range':'10.1.0.0/24'                       | 10.1.0.0/24
          'range':'10.0.0.0/24'                         | 'ipRanges':[{'range':'10.1.0.0/24'}]        | 10.0.0.0/24 10.1.0.0/24
          'ipRanges':[{'range':'10.0.0.0/24'}]          | 'ipRanges':[{'range':'10.1.0.0/24'}]        | 10.0.0.0/24
          'ipRanges':[]                                 | 'IPRANGES':[{'range':'10.1.0.0/24'}]        | 10.1.0.0/24
          """)
  void defaultRanges(String ipam, String file, String expected) {
    NetworkConfig config = valid(parse(CniCommand.ADD, network(ipam), "", "{" + file + "}"));
    assertThat(
            String.join(
                " ", config.ranges().stream().map(r -> AddressText.format(r.cidr())).toList()))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName(
      "takes defaults key by key, lists whole, dns by its members, and never the overlap switch")
  void defaultValues() {
    NetworkConfig config =
        valid(
            parse(
                CniCommand.ADD,
                network(
                    RANGE
                        + ",'dns':{'domain':'nad','search':[]},'routes':[{'dst':'10.6.0.0/16'}],'log_level':'error'"),
                "",
                "{'gateway':'10.0.0.254','dns':{'nameservers':['1.1.1.1'],'domain':'flat','search':['f']},"
                    + "'routes':[{'dst':'10.5.0.0/16'}],'exclude':['10.0.0.1'],'network_name':'green',"
                    + "'log_level':'panic','enable_overlapping_ranges':false}"));
    RangeRequest range = config.ranges().getFirst();
    assertThat(range.excludes()).hasSize(1);
    assertThat(range.gateway()).isEqualTo(AddressText.parseStrict("10.0.0.254"));
    assertThat(range.solo()).isFalse();
    assertThat(config.dns()).isEqualTo(new Dns(List.of("1.1.1.1"), "nad", List.of("f"), List.of()));
    assertThat(config.routes()).hasSize(1);
    assertThat(config.routes().getFirst().dst()).hasToString("10.6.0.0/16");
    assertThat(config.space()).isEqualTo("green");
    assertThat(config.logLevel()).isEqualTo("error");
  }

  @DisplayName("tells a CHECK the addresses of the previous result, in any shape")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          'prevResult':{'ips':[{'address':'10.0.0.1/24'},{'address':'2001:db8::1/64','interface':0}]} | [10.0.0.1/24, 2001:db8::1/64]
          'prevResult':{'ip6':{'ip':'2001:db8::1/64'},'ip4':{'ip':'10.0.0.1/24'}}                     | [10.0.0.1/24, 2001:db8::1/64]
          'prevResult':{}                                                                              | []
          'x':1                                                                                        | -
          'prevResult':null                                                                            | -
          """)
  void prevResult(String member, @Nullable String expected) {
    List<AddressWithPrefix> addresses =
        valid(parse(CniCommand.CHECK, network(RANGE, member), "", null)).prevResult();
    assertThat(addresses == null ? null : addresses.toString()).isEqualTo(expected);
  }

  @DisplayName("tells a GC what to keep")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          'cni.dev/valid-attachments':[{'containerID':'c1','ifname':'net1'}]                                 | c1/net1
          'cni.dev/attachments':[{'containerID':'c1','ifname':'net1'},{'containerID':'c2','ifname':'net1'}] | c1/net1 c2/net1
          'cni.dev/attachments':[{'containerID':'c1','ifname':'net1'}],'cni.dev/valid-attachments':[]        | ``
          'x':1                                                                                              | -
          """)
  void validAttachments(String member, @Nullable String expected) {
    List<Attachment> kept =
        valid(parse(CniCommand.GC, network(RANGE, member), "", null)).validAttachments();
    assertThat(
            kept == null
                ? null
                : String.join(
                    " ", kept.stream().map(a -> a.containerId() + "/" + a.ifName()).toList()))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("that a pod broke in the middle of a surrogate pair still makes writable text")
  void loneSurrogates() {
    NetworkConfig config = add(network(RANGE + ",'dns':{'domain':'a\\ud800b\\ud83d\\ude00'}"));
    assertThat(config.dns().domain()).isEqualTo("a\ufffdb\ud83d\ude00");
  }

  @DisplayName("that is not strictly UTF-8 is not decoded")
  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0 af", "ed a0 80", "f4 90 80 80", "c3", "e2 82"})
  void notUtf8(String hex) {
    byte[] wrong = HexFormat.ofDelimiter(" ").parseHex(hex);
    byte[] text = bytes(network(RANGE + ",'x':'______'"));
    System.arraycopy(wrong, 0, text, new String(text, UTF_8).indexOf('_'), wrong.length);
    assertThat(codes(NetworkConfigParser.parse(CniCommand.ADD, text, CniArgs.NONE)))
        .containsExactly(6);
  }

  @DisplayName("that is JSON only for lenient readers is not decoded")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeff{'name':'a'}",
        "{name:'a'}",
        "{'name':'a',}",
        "{'name':'a'} // x",
        "{'a':01}",
        "{'a':NaN}",
        "{'a':+1}",
        "{'a':.5}",
        "{'a':1.}",
        "{'a':[1,]}",
        "{'a':[,]}",
        "{'a':tru}",
        "{'a':'\\x'}",
        "{'a':'\n'}",
        "{'a' 1}",
        "{'a':1 'b':2}",
        "{",
        "",
        " ",
        "null",
        "5",
        "'x'",
        "{'a':1}{'b':2}",
        "{'a':1}\0"
      })
  void lenientJson(String text) {
    assertThat(codes(parse(CniCommand.ADD, text, "", null))).containsExactly(6);
  }

  private static List<Integer> codes(Parsed parsed) {
    return findings(parsed).stream().map(Finding::cniCode).toList();
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "" : "'" + text + "'";
  }

  private static List<String> texts(List<StaticAddress> statics) {
    return statics.stream()
        .map(s ->
            AddressText.formatWithPrefix(s.address(), s.prefixLength())
                + (s.gateway() == null ? "" : " via " + AddressText.format(s.gateway())))
        .toList();
  }
}

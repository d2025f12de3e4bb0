package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** How a CNI call ended: the plugin's exit code and standard output. */
record Answer(int exit, String stdout) {
  boolean isSuccess() {
    return exit == 0;
  }

  JsonNode json() {
    return Json.parse(stdout);
  }

  /** The addresses with their prefix lengths, in the answer's order. */
  List<String> ips() {
    assertThat(exit).as(stdout).isZero();
    JsonNode result = json();
    return result.has("ips")
        ? texts(result.get("ips"), "address")
        : List.of("ip4", "ip6").stream()
            .filter(result::has)
            .map(family -> result.get(family).get("ip").textValue())
            .toList();
  }

  /** The only address, without its prefix length. */
  String address() {
    List<String> all = ips();
    assertThat(all).hasSize(1);
    return bare(all.getFirst());
  }

  int code() {
    return json().path("code").asInt(-1);
  }

  /** The message and details, as the callers of CNI plugins show them. */
  String message() {
    JsonNode error = json();
    return error.path("msg").asText() + "; " + error.path("details").asText();
  }

  void isSilentSuccess() {
    assertThat(this).isEqualTo(new Answer(0, ""));
  }

  /** Checks that this is one CNI error object and nothing else. */
  void isError(int code, String contained) {
    assertThat(exit).as(stdout).isEqualTo(1);
    assertThat(json().path("cniVersion").asText()).as(stdout).isNotEmpty();
    assertThat(code()).as(stdout).isEqualTo(code);
    assertThat(message()).contains(contained);
  }

  static String bare(String addressWithPrefix) {
    return addressWithPrefix.substring(0, addressWithPrefix.indexOf('/'));
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(one -> one.get(field).textValue())
        .toList();
  }
}

package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call must answer. */
sealed interface Expectation {
  void check(Answer answer);

  /**
   * An ADD's result.
   *
   * @param ips addresses with prefix lengths, in this order
   * @param gateways of each address, null for none; null if not compared
   * @param routes null if not compared
   * @param dns null if not compared
   */
  record Result(
      List<String> ips,
      @Nullable JsonNode gateways,
      @Nullable JsonNode routes,
      @Nullable JsonNode dns)
      implements Expectation {
    @Override
    public void check(Answer answer) {
      assertThat(answer.ips()).isEqualTo(ips);
      JsonNode result = answer.json();
      if (gateways != null) {
        List<@Nullable String> expected = new ArrayList<>();
        gateways.forEach(gateway -> expected.add(gateway.textValue()));
        List<@Nullable String> actual = new ArrayList<>();
        result.get("ips").forEach(ip -> actual.add(ip.path("gateway").textValue()));
        assertThat(actual).as("gateways").isEqualTo(expected);
      }
      if (routes != null) {
        assertThat(result.path("routes")).isEqualTo(routes);
      }
      if (dns != null) {
        assertThat(result.path("dns")).isEqualTo(dns);
      }
    }
  }

  /** Exactly this JSON, and exit code 0. */
  record Stdout(JsonNode json) implements Expectation {
    @Override
    public void check(Answer answer) {
      assertThat(answer.exit()).as(answer.stdout()).isZero();
      assertThat(answer.json()).isEqualTo(json);
    }
  }

  /** Exit code 0 and nothing on standard output. */
  record Silence() implements Expectation {
    @Override
    public void check(Answer answer) {
      answer.isSilentSuccess();
    }
  }

  /** A CNI error with this code, and this text within its message and details. */
  record Failure(int code, String contained) implements Expectation {
    @Override
    public void check(Answer answer) {
      answer.isError(code, contained);
    }
  }

  /** Reads the field {@code expect} of a step; what it does not know is an error. */
  static Expectation of(JsonNode node) {
    List<String> fields = node.properties().stream().map(Map.Entry::getKey).toList();
    return switch (fields.getFirst()) {
      case "ips" -> {
        assertThat(fields).isSubsetOf("ips", "gateways", "routes", "dns");
        List<String> ips = new ArrayList<>();
        node.get("ips").forEach(ip -> ips.add(ip.textValue()));
        yield new Result(ips, node.get("gateways"), node.get("routes"), node.get("dns"));
      }
      case "stdout" -> only(fields, new Stdout(node.get("stdout")));
      case "silent" -> only(fields, new Silence());
      case "error" -> {
        JsonNode error = node.get("error");
        yield only(
            fields, new Failure(error.get("code").intValue(), error.path("contains").asText("")));
      }
      default -> throw new IllegalArgumentException("an expectation of " + fields);
    };
  }

  private static Expectation only(List<String> fields, Expectation expectation) {
    assertThat(fields).hasSize(1);
    return expectation;
  }
}

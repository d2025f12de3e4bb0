package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the options of {@code list} ask the service for. */
final class EntryFiltersTest {
  @ParameterizedTest(name = "{0} {1}: {2}={3}")
  @CsvSource({
    "--space, blue, space, blue",
    "--space, -, space, ''",
    "--range, 10.0.0.9/24, range, 10.0.0.0/24",
    "--range, fd00:0::9/64, range, fd00::/64",
    "--network, web, network, web",
    "--node, worker-1, node, worker-1",
    "--pod, shop/web, pod, shop/web",
    "--namespace, shop, namespace, shop",
    "-n, shop, namespace, shop",
    "--container, c1, container, c1",
    "--interface, net1, interface, net1",
    "--kind, ordinary, kind, ordinary",
    "--kind, solo, kind, solo",
    "--kind, shared, kind, shared",
    "--within, 10.0.0.9/8, within, 10.0.0.0/8",
  })
  @DisplayName("each option is the parameter of its name")
  void eachOption(String option, String value, String parameter, String asked) {
    assertThat(parameters(option, value)).isEqualTo(Map.of(parameter, asked));
  }

  @Test
  @DisplayName("all that are given are asked for, and none that is not")
  void several() {
    assertThat(parameters()).isEmpty();
    assertThat(parameters("--node", "worker-1", "--network", "web", "--kind", "solo"))
        .isEqualTo(Map.of("node", "worker-1", "network", "web", "kind", "solo"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "--range, 10.0.0.0, 'is no range; write it as 10.0.0.0/24 or fd00::/64'",
    "--within, here, 'is no range; write it as 10.0.0.0/24 or fd00::/64'",
    "--kind, Solo, 'is none of ordinary, solo, shared'",
    "--pod, web, 'is no pod; write it as NAMESPACE/NAME, such as default/web-1'",
  })
  @DisplayName("what cannot be meant is refused before anybody is asked")
  void refused(String option, String value, String reason) {
    assertThatThrownBy(() -> parameters(option, value))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("'" + value + "' " + reason);
  }

  private static Map<String, String> parameters(String... arguments) {
    EntryFilters filters = new EntryFilters();
    assertThat(new CommandLine(filters).parseArgs(arguments).unmatched()).isEqualTo(List.of());
    return filters.parameters();
  }
}

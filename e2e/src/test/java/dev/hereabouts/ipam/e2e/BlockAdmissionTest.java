package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admission policy of the manifests: what a hand may write into a block. */
final class BlockAdmissionTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final String ID = " id=0123456789abcdef0123456789abcdef";
  private static final String WHO = " pod=shop/cart-0 uid=0b2f if=net1 node=worker-1";
  private static final String FINE = "10.1.0.5/16" + WHO + " attempt=1.1" + ID;
  private static final String PATH = ApiRequest.BLOCKS + "/by-hand";

  private static KubernetesApi api;

  @BeforeAll
  static void apply() throws Exception {
    api = RUNNING.cluster().api();
    new Manifests(api)
        .apply(Set.of("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"));
    Await.until("the policy is in force", () -> tried("10.1.0.0/26", "no entry").contains("422"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FINE,
        "10.1.0.5/16 kind=solo" + WHO + " attempt=3.17 network=web since=1760000000000" + ID,
        "10.1.0.5/16"
            + WHO
            + " position=1 attempt=3.17 was.node=worker-2 was.attempt=2.9 network=a%20b"
            + ID
            + " sticky=until%20noon weight:=1e400 why:=[%22e%22,null] why%2f=",
        "10.1.0.5/16 pod=/ attempt=0.0" + ID
      })
  @DisplayName("entries of every form are taken")
  void taken(String entry) throws Exception {
    assertThat(tried("10.1.0.0/26", entry)).isEqualTo("201");
  }

  @Test
  @DisplayName("so are those of IPv6 and of IPv4-mapped addresses")
  void families() throws Exception {
    assertThat(tried("fd00:1::/122", FINE.replace("10.1.0.5/16", "fd00:1::5/64"))).isEqualTo("201");
    assertThat(tried("::ffff:1.2.3.0/122", FINE.replace("10.1.0.5/16", "::ffff:1.2.3.4/112")))
        .isEqualTo("201");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no entry",
        "10.1.0.5" + WHO + " attempt=1.1" + ID,
        "10.1.0.5/16" + WHO + ID,
        "10.1.0.5/16" + WHO + " attempt=1" + ID,
        "10.1.0.5/16" + WHO + " attempt=1.1",
        "10.1.0.5/16" + WHO + " attempt=1.1 id=12",
        "10.1.0.5/16" + WHO + " attempt=1.1 word" + ID,
        "10.1.0.555/16" + WHO + " attempt=1.1" + ID
      })
  @DisplayName("what is no entry is refused, with the entry and what is allowed")
  void strange(String entry) throws Exception {
    assertThat(tried("10.1.0.0/26", FINE, entry))
        .startsWith("422 ")
        .contains("spec.entries: not understood", entry, "words name=value");
  }

  @Test
  @DisplayName("so is an entry of another network, and a network that is none")
  void elsewhere() throws Exception {
    assertThat(tried("10.1.0.64/26", FINE))
        .startsWith("422 ")
        .contains("not in 10.1.0.64/26: 10.1.0.5/16");
    assertThat(tried("10.1.0.300/26", FINE))
        .startsWith("422 ")
        .contains("10.1.0.300/26 is no network");
  }

  @Test
  @DisplayName("an edit is looked at, too; one that leaves the entries as they are is not")
  void edits() throws Exception {
    api.create(ApiRequest.BLOCKS, block("10.1.0.0/26", FINE)).successful();
    try {
      KubernetesApi.Answer edit =
          api.merge(PATH, "{\"spec\":{\"used\":1,\"entries\":[\"no entry\"]}}");
      assertThat(edit.status()).isEqualTo(422);
      assertThat(edit.body()).contains("not understood");
      api.merge(PATH, "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}").successful();
    } finally {
      api.delete(PATH).successful();
    }
  }

  /** The status of making such a block, and what is said when that is refused. */
  private static String tried(String cidr, String... entries)
      throws IOException, InterruptedException {
    KubernetesApi.Answer answer = api.create(ApiRequest.BLOCKS, block(cidr, entries));
    if (answer.status() != 201) {
      return answer.status() + " " + Json.parse(answer.body()).path("message").asText();
    }
    api.delete(PATH).successful();
    return "201";
  }

  private static String block(String cidr, String... entries) {
    ObjectNode block = JsonNodeFactory.instance.objectNode();
    block.put("apiVersion", "ipam.hereabouts.dev/v1alpha1").put("kind", "HereaboutsBlock");
    block.putObject("metadata").put("name", "by-hand");
    ObjectNode spec = block.putObject("spec").put("space", "").put("cidr", cidr);
    spec.put("writer", "hand").put("used", entries.length);
    List.of(entries).forEach(spec.putArray("entries")::add);
    return block.toString();
  }
}

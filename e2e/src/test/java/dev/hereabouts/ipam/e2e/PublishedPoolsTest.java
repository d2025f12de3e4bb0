package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Where {@code pools} takes its numbers from. Nobody leads here: what a leader leaves in the
 * cluster is made by hand, with numbers that tell the two sources apart.
 */
final class PublishedPoolsTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/hereabouts-system/leases";
  private static final String RECORDS = "/api/v1/namespaces/hereabouts-system/configmaps";
  private static final int MANY_BLOCKS = 51;
  private static final int LEASE_SECONDS = 600;
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String PUBLISHED = "7 used, 9 of 16 free";
  private static final String COUNTED = MANY_BLOCKS + " used, 65483 of 65534 free";
  private static final String FEWER = MANY_BLOCKS - 1 + " used, 65484 of 65534 free";
  private static final String READING =
      """
      {"apiGroups": ["ipam.hereabouts.dev"],
       "resources": ["hereaboutspools", "hereaboutsblocks"], "verbs": ["get", "list"]}
      """;
  private static final String LEADERS =
      """
      ,{"apiGroups": [""], "resources": ["configmaps"],
        "resourceNames": ["hereabouts-allocator"], "verbs": ["get"]},
      {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"],
        "resourceNames": ["hereabouts-allocator"], "verbs": ["get"]}
      """;

  private static KubernetesApi api;
  private static ClusterViewer viewer;

  @BeforeAll
  static void populate() throws Exception {
    api = RUNNING.cluster().api();
    viewer = ClusterViewer.make(RUNNING.cluster(), "sees-all", "[" + READING + LEADERS + "]");
    api.create(
            ApiRequest.POOLS,
            """
            {"apiVersion": "ipam.hereabouts.dev/v1alpha1", "kind": "HereaboutsPool",
             "metadata": {"name": "10-60-0-0-16", "annotations": {
               "ipam.hereabouts.dev/description":
                 "{\\"space\\":\\"\\",\\"cidr\\":\\"10.60.0.0/16\\",\\"offers\\":[{\\"first\\":\\"10.60.0.1\\",\\"last\\":\\"10.60.255.254\\",\\"excludes\\":[]}],\\"networks\\":[\\"n\\"],\\"since\\":1}"}},
             "spec": {"space": "", "range": "10.60.0.0/16"}}
            """)
        .successful();
    for (int block = 0; block < MANY_BLOCKS; block++) {
      makeBlock(block);
    }
    publish("{\"size\":\"16\",\"used\":\"7\",\"free\":\"9\",\"percent\":\"43.8\"}");
    api.create(LEASES, "{\"metadata\":{\"name\":\"hereabouts-allocator\"},\"spec\":{}}")
        .successful();
    api.create(RECORDS, "{\"metadata\":{\"name\":\"hereabouts-allocator\"}}").successful();
  }

  @BeforeEach
  void oneLeads() throws Exception {
    lease("one", Instant.now());
    record("one");
  }

  @Test
  @DisplayName("while somebody leads, the numbers are those that it has published")
  void published() throws Exception {
    assertThat(numbers(viewer)).isEqualTo(PUBLISHED);
    assertThat(viewer.run("pools").succeeded()).containsPattern("10.60.0.0/16 +16 +7 +9 +43.8");
  }

  @Test
  @DisplayName("once the lease has run out, or nobody holds it, the blocks are counted")
  void nobodyLeads() throws Exception {
    lease("one", Instant.now().minusSeconds(LEASE_SECONDS + 1));
    assertThat(numbers(viewer)).isEqualTo(COUNTED);

    lease("", Instant.now());
    record("");
    assertThat(numbers(viewer)).isEqualTo(COUNTED);
  }

  @Test
  @DisplayName("so they are while the one that holds the lease has not loaded yet")
  void notYetServing() throws Exception {
    lease("next", Instant.now());
    assertThat(numbers(viewer)).isEqualTo(COUNTED);
  }

  @Test
  @DisplayName("so they are for who may not see whether somebody leads")
  void hidden() throws Exception {
    assertThat(numbers(ClusterViewer.make(RUNNING.cluster(), "sees-less", "[" + READING + "]")))
        .isEqualTo(COUNTED);
  }

  @Test
  @DisplayName("so they are when a pool has no numbers yet")
  void unpublished() throws Exception {
    api.create(
            ApiRequest.POOLS,
            """
            {"apiVersion": "ipam.hereabouts.dev/v1alpha1", "kind": "HereaboutsPool",
             "metadata": {"name": "10-61-0-0-16"}, "spec": {"space": "", "range": "10.61.0.0/16"}}
            """)
        .successful();
    try {
      assertThat(numbers(viewer)).isEqualTo(COUNTED);
    } finally {
      api.delete(ApiRequest.POOLS + "/10-61-0-0-16").successful();
    }
  }

  @Test
  @DisplayName("so they are where there are so few that it takes no time")
  void few() throws Exception {
    api.delete(ApiRequest.BLOCKS + "/" + blockName(0)).successful();
    try {
      assertThat(numbers(viewer)).isEqualTo(FEWER);
    } finally {
      makeBlock(0);
    }
  }

  private static String numbers(ClusterViewer of) throws Exception {
    JsonNode pool = Json.parse(of.run("pools", "-o", "json").succeeded()).path("pools").path(0);
    return "%s used, %s of %s free"
        .formatted(
            pool.path("used").asText(), pool.path("free").asText(), pool.path("size").asText());
  }

  private static void lease(String holder, Instant renewed) throws Exception {
    api.merge(
            LEASES + "/hereabouts-allocator",
            """
            {"spec": {"holderIdentity": "%s", "leaseDurationSeconds": %d, "renewTime": "%s"}}
            """
                .formatted(holder, LEASE_SECONDS, MICRO_TIME.format(renewed)))
        .successful();
  }

  private static void record(String leader) throws Exception {
    api.merge(
            RECORDS + "/hereabouts-allocator",
            """
            {"data": {"identity": "%s", "host": "127.0.0.1", "port": "1", "certificateSha256": ""}}
            """
                .formatted(leader))
        .successful();
  }

  private static void publish(String status) throws Exception {
    api.merge(ApiRequest.POOLS + "/10-60-0-0-16/status", "{\"status\":" + status + "}")
        .successful();
  }

  private static String blockName(int number) {
    return "10-60-%d-%d-26".formatted(number / 4, number % 4 * 64);
  }

  private static void makeBlock(int number) throws Exception {
    api.create(
            ApiRequest.BLOCKS,
            """
            {"apiVersion": "ipam.hereabouts.dev/v1alpha1", "kind": "HereaboutsBlock",
             "metadata": {"name": "%1$s"},
             "spec": {"space": "", "cidr": "10.60.%2$d.%3$d/26", "writer": "", "used": 1,
               "entries": ["10.60.%2$d.%4$d/16 pod=default/p uid=u if=net1 node=n attempt=1.1 id=%5$032x"]}}
            """
                .formatted(
                    blockName(number),
                    number / 4,
                    number % 4 * 64,
                    number % 4 * 64 + 1,
                    number + 1))
        .successful();
  }
}

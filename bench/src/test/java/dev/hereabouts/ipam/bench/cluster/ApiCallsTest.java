package dev.hereabouts.ipam.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is counted of an API server's metrics. */
final class ApiCallsTest {
  private static final String METRICS =
      """
      # TYPE apiserver_request_total counter
      apiserver_request_total{code="200",group="ipam.hereabouts.dev",resource="hereaboutsblocks",scope="resource",verb="PUT"} 40
      apiserver_request_total{code="409",group="ipam.hereabouts.dev",resource="hereaboutsblocks",scope="resource",verb="PUT"} 2
      apiserver_request_total{code="201",group="ipam.hereabouts.dev",resource="hereaboutspools",scope="resource",verb="POST"} 1
      apiserver_request_total{code="200",group="ipam.hereabouts.dev",resource="hereaboutsblocks",scope="cluster",verb="LIST"} 3
      apiserver_request_total{code="200",group="ipam.hereabouts.dev",resource="hereaboutsblocks",scope="resource",verb="GET"} 4
      apiserver_request_total{code="200",group="ipam.hereabouts.dev",resource="hereaboutsblocks",scope="cluster",verb="WATCH"} 9
      apiserver_request_total{code="200",group="coordination.k8s.io",resource="leases",scope="resource",verb="PUT"} 1.5e+03
      """;

  @Test
  @DisplayName("Writes and reads of our resources count, refused ones too; watches and others not")
  void counts() {
    ApiCalls calls = ApiCalls.of(METRICS);

    assertThat(calls).isEqualTo(new ApiCalls(43, 7));
    assertThat(calls.since(new ApiCalls(40, 7))).isEqualTo(new ApiCalls(3, 0));
  }
}

package dev.hereabouts.ipam.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A path of the API")
final class ApiMetricsTest {
  @ParameterizedTest(name = "{0} is about {1}")
  @DisplayName("is counted by its resource, whatever object it names")
  @CsvSource({
    "/api/v1/namespaces, namespaces",
    "/api/v1/namespaces/ns, namespaces",
    "/api/v1/namespaces/ns/events/web.1, events",
    "/api/v1/namespaces/ns/pods?limit=5, pods",
    "/api/v1/pods, pods",
    "/apis/ipam.hereabouts.dev/v1alpha1/hereaboutsblocks, hereaboutsblocks",
    "/apis/ipam.hereabouts.dev/v1alpha1/hereaboutsblocks/10-0-0-0-26, hereaboutsblocks",
    "/apis/ipam.hereabouts.dev/v1alpha1/hereaboutspools/10-0-0-0-24/status, hereaboutspools/status",
    "/apis/coordination.k8s.io/v1/namespaces/ns/leases/name, leases",
    "/api/v1/namespaces/ns/serviceaccounts/agent/token, serviceaccounts/token",
    "/version, other"
  })
  void resource(String path, String resource) {
    assertThat(ApiMetrics.resource(path)).isEqualTo(resource);
  }
}

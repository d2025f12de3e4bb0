package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes' slices of a range, on a real API server. */
final class NodeSliceTest {
  private static final String CONFIG =
      Networks.network("sliced", "\"range\":\"10.0.0.0/24\",\"node_slice_size\":\"/28\"");

  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  @Test
  @DisplayName("two nodes get addresses of two slices, and keep them when the leader is killed")
  void keepsSlices() throws Exception {
    Cluster cluster = RUNNING.cluster();
    ClusterProcess first = cluster.allocator("allocator-1");
    RUNNING.awaitLeader(first);
    assertThat(add("worker-2", 1)).isEqualTo("10.0.0.1");
    assertThat(add("worker-1", 2)).isEqualTo("10.0.0.17");
    assertThat(add("worker-2", 3)).isEqualTo("10.0.0.2");
    Await.until("the pool tells the slices", () -> slices().contains("worker-1"));
    assertThat(slices())
        .isEqualTo(
            "[{\"node\":\"worker-2\",\"range\":\"10.0.0.0/28\"},"
                + "{\"node\":\"worker-1\",\"range\":\"10.0.0.16/28\"}]");
    cluster.call("worker-1", CniCall.del(attachment(2), CONFIG)).isSilentSuccess();

    first.kill();
    RUNNING.awaitLeader(cluster.allocator("allocator-2"));

    assertThat(add("worker-1", 4)).isEqualTo("10.0.0.17");
    assertThat(add("worker-2", 5)).isEqualTo("10.0.0.3");
  }

  private static String slices() throws IOException, InterruptedException {
    return Json.parse(RUNNING.cluster().api().get(ApiRequest.POOLS).successful().body())
        .path("items")
        .path(0)
        .path("status")
        .path("slices")
        .toString();
  }

  private static String add(String node, int pod) throws Exception {
    Answer answer = RUNNING.cluster().call(node, CniCall.add(attachment(pod), CONFIG));
    assertThat(answer.exit()).as(() -> answer.stdout()).isZero();
    return answer.address();
  }

  private static Attachment attachment(int pod) {
    return new Attachment("container-" + pod, "net1", Pod.of("slices", "default", "pod-" + pod));
  }
}

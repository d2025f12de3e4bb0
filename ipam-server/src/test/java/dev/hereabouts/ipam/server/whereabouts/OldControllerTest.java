package dev.hereabouts.ipam.server.whereabouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.whereabouts.OldController.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which workloads run whereabouts' reconciler or control loop. */
final class OldControllerTest {
  private static final String RUNS = "{'name':'w','command':['/ip-control-loop']}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'ip-reconciler'}",
        "{'name':'w','image':'ghcr.io/k8snetworkplumbingwg/ip-control-loop:v1'}",
        "{'name':'w','command':['/ip-reconciler']}",
        "{'name':'w','command':['/bin/sh'],'args':['-c','sleep 1; /ip-control-loop -v debug']}",
      })
  @DisplayName("it is told by a container's name, image, command or arguments")
  void told(String container) throws IOException {
    assertThat(found(Kind.DAEMON_SET, "{'template':{'spec':{'containers':[" + container + "]}}}"))
        .hasSize(1);
  }

  @Test
  @DisplayName("only the containers that run one are named, with how to stop them")
  void named() throws IOException {
    String others = "{'name':'cni','image':'whereabouts','command':['/install-cni.sh']}";
    List<OldController> found =
        found(
            Kind.DAEMON_SET, "{'template':{'spec':{'containers':[" + others + "," + RUNS + "]}}}");

    assertThat(found)
        .extracting(OldController::text)
        .containsExactly("container w of daemonset s/x");
    assertThat(found.getFirst().remedy())
        .isEqualTo("delete it, or give it a nodeSelector that no node has");
  }

  @Test
  @DisplayName("a deployment is off when it is scaled to 0")
  void deployment() throws IOException {
    String template = ",'template':{'spec':{'containers':[" + RUNS + "]}}}";
    assertThat(found(Kind.DEPLOYMENT, "{'replicas':1" + template))
        .extracting(OldController::remedy)
        .containsExactly("scale it to 0");
    assertThat(found(Kind.DEPLOYMENT, "{'replicas':0" + template)).isEmpty();
  }

  @Test
  @DisplayName("a cron job is off when it is suspended")
  void cronJob() throws IOException {
    String template =
        ",'jobTemplate':{'spec':{'template':{'spec':{'containers':[" + RUNS + "]}}}}}";
    assertThat(found(Kind.CRON_JOB, "{'suspend':false" + template))
        .extracting(OldController::remedy)
        .containsExactly("suspend it");
    assertThat(found(Kind.CRON_JOB, "{'suspend':true" + template)).isEmpty();
  }

  @Test
  @DisplayName("a daemon set is off when no node is to have it, by a status of what it says now")
  void daemonSet() throws IOException {
    String spec = "{'template':{'spec':{'containers':[" + RUNS + "]}}}";
    String nowhere = "{'observedGeneration':3,'desiredNumberScheduled':0}";
    assertThat(found(Kind.DAEMON_SET, 3, spec, nowhere)).isEmpty();
    assertThat(found(Kind.DAEMON_SET, 4, spec, nowhere)).as("it was changed since").hasSize(1);
    assertThat(found(Kind.DAEMON_SET, 3, spec, nowhere.replace(":0", ":2"))).hasSize(1);
    assertThat(found(Kind.DAEMON_SET, 3, spec, "{}")).as("nobody has looked at it yet").hasSize(1);
  }

  private static List<OldController> found(Kind kind, String spec) throws IOException {
    return found(kind, 1, spec, "{}");
  }

  private static List<OldController> found(Kind kind, int generation, String spec, String status)
      throws IOException {
    String object =
        "{'metadata':{'namespace':'s','name':'x','generation':%d},'spec':%s,'status':%s}"
            .formatted(generation, spec, status)
            .replace('\'', '"');
    return OldController.of(
        kind, Json.decode(object.getBytes(StandardCharsets.UTF_8), JsonTree::object));
  }
}

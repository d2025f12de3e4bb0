package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.controlplane.KubernetesApi;
import dev.hereabouts.ipam.controlplane.Peers;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Serving the same ranges as whereabouts, while nodes change over. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BesideTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();
  private static final String OURS = OldInstallation.OURS;

  private static OldInstallation old;
  private static BesideCalls calls;

  /** Who may not list DaemonSets. */
  private static ClusterViewer stranger;

  private static ClusterProcess allocator;

  /** What an allocator said before whereabouts' definitions were there. */
  private static Command tooEarly;

  @BeforeAll
  static void start() throws Exception {
    calls = new BesideCalls(RUNNING.cluster());
    old = new OldInstallation(RUNNING.cluster());
    tooEarly = calls.run("allocator", "--listen", "127.0.0.1:0", "--beside-whereabouts");
    Peers.defineWhereabouts(RUNNING.cluster().api());
    stranger =
        ClusterViewer.make(
            RUNNING.cluster(),
            "stranger",
            """
            [{"apiGroups": ["whereabouts.cni.cncf.io"], "resources": ["*"], "verbs": ["get", "list"]},
             {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["list"]},
             {"apiGroups": ["batch"], "resources": ["cronjobs"], "verbs": ["list"]}]
            """);
    allocator = RUNNING.cluster().allocatorBeside("allocator-1");
    RUNNING.awaitLeader(allocator);
  }

  @Test
  @DisplayName("without whereabouts' custom resources the flag is an error that names them")
  void noDefinitions() {
    assertThat(tooEarly.exit()).isEqualTo(1);
    assertThat(tooEarly.stderr())
        .contains("--beside-whereabouts")
        .contains("ippools.whereabouts.cni.cncf.io");
  }

  @Test
  @DisplayName(
      "what whereabouts holds is passed by; what is given is recorded there, its reservation"
          + " outlives a deletion by name, and a DEL takes both away")
  void passesBy() throws Exception {
    old.give("side-10.9.0.0-24", "10.9.0.0/24", "1", "side-10.9.0.1", "default/old");
    old.reservation("side-10.9.0.2", "default/other", "net1");
    String network = BesideCalls.range("side", "10.9.0.0/24");
    assertThat(calls.add("pod", network).address()).isEqualTo("10.9.0.3");
    assertThat(old.holder("side-10.9.0.0-24", "3")).isEqualTo(OURS);
    assertThat(old.allocations("side-10.9.0.0-24")).hasSize(2);
    old.deleteReservation("side-10.9.0.3");
    assertThat(old.reservedFor("side-10.9.0.3")).isEqualTo(OURS);

    calls.delete("pod", network);
    assertThat(old.isReserved("side-10.9.0.3")).isFalse();
    assertThat(old.holder("side-10.9.0.0-24", "3")).isEmpty();
    assertThat(old.holder("side-10.9.0.0-24", "1")).isEqualTo("default/old");
    assertThat(old.reservedFor("side-10.9.0.2")).isEqualTo("default/other");
  }

  @Test
  @DisplayName("a network that is alone has its addresses in its own IPPool, and no reservation")
  void solo() throws Exception {
    old.give("solo-10.9.0.0-16", "10.9.0.0/16", "257", "solo-10.9.1.1", "default/old");
    String network =
        BesideCalls.network(
            "solo", "\"range\":\"10.9.1.0/24\",\"enable_overlapping_ranges\":false");
    assertThat(calls.add("lone", network).address()).isEqualTo("10.9.1.1");
    assertThat(old.holder("solo-10.9.1.0-24", "1")).isEqualTo(OURS);
    assertThat(old.reservedFor("solo-10.9.1.1")).isEqualTo("default/old");
    old.change("solo-10.9.1.0-24", "2", OldInstallation.allocation("default/theirs"));
    assertThat(calls.add("lone-2", network).address()).isEqualTo("10.9.1.3");

    calls.delete("lone", network);
    calls.delete("lone-2", network);
    assertThat(old.holder("solo-10.9.1.0-24", "1")).isEmpty();
    assertThat(old.holder("solo-10.9.1.0-24", "2")).isEqualTo("default/theirs");
    assertThat(old.reservedFor("solo-10.9.1.1")).isEqualTo("default/old");
  }

  @Test
  @DisplayName(
      "static addresses are recorded once for all who share them; one that whereabouts has given"
          + " is refused with the pod's name")
  void statics() throws Exception {
    old.give("fixed-10.9.2.0-24", "10.9.2.0/24", "5", "fixed-10.9.2.5", "default/old");
    String taken = BesideCalls.network("fixed", "\"addresses\":[{\"address\":\"10.9.2.5/24\"}]");
    calls.add("static", taken).isError(102, "default/old");
    String free = BesideCalls.network("fixed", "\"addresses\":[{\"address\":\"10.9.2.6/24\"}]");
    assertThat(calls.add("static-1", free).address()).isEqualTo("10.9.2.6");
    assertThat(calls.add("static-2", free).address()).isEqualTo("10.9.2.6");
    assertThat(old.holder("fixed-10.9.2.0-24", "6")).isEqualTo(OURS);
    assertThat(old.reservedFor("fixed-10.9.2.6")).isEqualTo(OURS);

    calls.delete("static-1", free);
    assertThat(old.reservedFor("fixed-10.9.2.6")).isEqualTo(OURS);
    calls.delete("static-2", free);
    assertThat(old.holder("fixed-10.9.2.0-24", "6")).isEmpty();
    assertThat(old.isReserved("fixed-10.9.2.6")).isFalse();
    assertThat(old.reservedFor("fixed-10.9.2.5")).isEqualTo("default/old");
  }

  @Test
  @DisplayName("IPv6 addresses have the names that whereabouts gives them")
  void ipv6() throws Exception {
    old.give("six-2001-db8-9---64", "2001:db8:9::/64", "1", "six-2001-db8-9--1", "default/old");
    String network = BesideCalls.range("six", "2001:db8:9::/64");
    assertThat(calls.add("six", network).address()).isEqualTo("2001:db8:9::2");
    assertThat(old.holder("six-2001-db8-9---64", "2")).isEqualTo(OURS);
    assertThat(old.reservedFor("six-2001-db8-9--2")).isEqualTo(OURS);
    calls.delete("six", network);
    assertThat(old.holder("six-2001-db8-9---64", "2")).isEmpty();
    assertThat(old.isReserved("six-2001-db8-9--2")).isFalse();

    String unnamed = Networks.range("zeros", "::1:0:0/112"); // whereabouts has no name for it
    assertThat(calls.add("zero", unnamed).address()).isEqualTo("::1:0:1");
    assertThat(RUNNING.cluster().entries("")).hasSize(1);
    calls.delete("zero", unnamed);
  }

  @Test
  @DisplayName(
      "an imported address is freed on both sides by its DEL; a pod that keeps it has it recorded"
          + " as ours from then on")
  void imported() throws Exception {
    for (int i = 1; i <= 2; i++) {
      String pod = "default/import-" + i;
      String reservation = "moved-10.9.3." + i;
      old.pod("import-" + i, "worker-1");
      old.give("moved-10.9.3.0-24", "10.9.3.0/24", "" + i, reservation, pod);
    }
    calls.run("import", "whereabouts", "--yes").succeeded();
    String network = BesideCalls.range("moved", "10.9.3.0/24");
    assertThat(calls.add("new", network).address()).isEqualTo("10.9.3.3");
    assertThat(old.holder("moved-10.9.3.0-24", "1")).isEqualTo("default/import-1");

    Attachment first =
        new Attachment("default-import-1-c", "net1", new Pod("any", "default", "import-1"));
    RUNNING.cluster().call("worker-1", CniCall.del(first, network)).isSilentSuccess();
    assertThat(old.holder("moved-10.9.3.0-24", "1")).isEmpty();
    assertThat(old.isReserved("moved-10.9.3.1")).isFalse();

    String uid = old.uid("import-2");
    Attachment second = new Attachment("new-c", "net1", new Pod(uid, "default", "import-2"));
    assertThat(RUNNING.cluster().call("worker-1", CniCall.add(second, network)).address())
        .isEqualTo("10.9.3.2");
    assertThat(old.holder("moved-10.9.3.0-24", "2")).isEqualTo(OURS);
    assertThat(old.reservedFor("moved-10.9.3.2")).isEqualTo(OURS);
    RUNNING.cluster().call("worker-1", CniCall.del(second, network)).isSilentSuccess();
    assertThat(old.holder("moved-10.9.3.0-24", "2")).isEmpty();
    assertThat(old.isReserved("moved-10.9.3.2")).isFalse();
    calls.delete("new", network);
  }

  @Test
  @Order(Order.DEFAULT + 1)
  @DisplayName(
      "while whereabouts' reconciler or control loop runs, no allocator starts beside it, and"
          + " whereabouts status says which")
  void controllers() throws Exception {
    KubernetesApi api = RUNNING.cluster().api();
    assertThat(calls.run("whereabouts", "status").stdout())
        .contains("reconciler and control loop: off");
    String sets = "/apis/apps/v1/namespaces/kube-system/daemonsets";
    String pod =
        """
        {"metadata":{"labels":{"app":"w"}},"spec":{"containers":[{"name":"whereabouts",
         "image":"w","command":["/bin/sh"],"args":["-c","/install-cni.sh & /ip-control-loop"]}]}}
        """;
    api.create(
            sets,
            """
            {"metadata":{"name":"whereabouts"},
             "spec":{"selector":{"matchLabels":{"app":"w"}},"template":%s}}
            """
                .formatted(pod))
        .successful();
    Command status = calls.run("whereabouts", "status");
    assertThat(status.exit()).isEqualTo(2);
    assertThat(status.stdout())
        .contains("RUNS, must be off: container whereabouts of daemonset kube-system/whereabouts");
    Command refused = calls.run("allocator", "--listen", "127.0.0.1:0", "--beside-whereabouts");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.stderr())
        .contains("container whereabouts of daemonset kube-system/whereabouts (delete it,");
    assertThat(refused.stdout()).doesNotContain("ready");

    api.merge(
            sets + "/whereabouts/status",
            "{\"status\":{\"observedGeneration\":1,\"currentNumberScheduled\":0,"
                + "\"desiredNumberScheduled\":0,\"numberMisscheduled\":0,\"numberReady\":0}}")
        .successful();
    assertThat(calls.run("whereabouts", "status").stdout())
        .contains("reconciler and control loop: off");
    api.delete(sets + "/whereabouts").successful();
  }

  @Test
  @Order(Order.DEFAULT + 1)
  @DisplayName(
      "without the right to list workloads it is said that nobody can tell whether they run, and"
          + " what may be listed still counts")
  void controllersThatMayNotBeListed() throws Exception {
    String missing =
        "the missing rule: apiGroups [\"apps\"], resources [\"daemonsets\"], verbs [\"list\"]";
    Command unknown = stranger.run("whereabouts", "status");
    assertThat(unknown.stdout())
        .contains("whether more run cannot be told: 403: ", missing)
        .doesNotContain("control loop: off");
    assertThat(unknown.exit()).isEqualTo(2);

    String deployments = "/apis/apps/v1/namespaces/kube-system/deployments";
    RUNNING
        .cluster()
        .api()
        .create(
            deployments,
            """
            {"metadata":{"name":"reconciler"},
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"r"}},
              "template":{"metadata":{"labels":{"app":"r"}},
               "spec":{"containers":[{"name":"ip-reconciler","image":"w"}]}}}}
            """)
        .successful();
    Command refused = stranger.run("allocator", "--listen", "127.0.0.1:0", "--beside-whereabouts");
    RUNNING.cluster().api().delete(deployments + "/reconciler").successful();
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.stderr())
        .contains("whether whereabouts' reconciler and control loop are off cannot be told: 403: ")
        .contains(missing)
        .contains("container ip-reconciler of deployment kube-system/reconciler (scale it to 0)");
  }

  @Test
  @Order(Order.DEFAULT + 2)
  @DisplayName(
      "an export after the time side by side leaves no record and no finalizer of ours, and"
          + " whereabouts status tells when the old side is empty")
  void exportAfterwards() throws Exception {
    String network = BesideCalls.range("back", "10.9.4.0/24");
    for (int i = 1; i <= 4; i++) {
      calls.add("back-" + i, network);
    }
    assertThat(calls.run("whereabouts", "status").stdout())
        .contains("recorded for us: 4 addresses, 4 reservations")
        .contains("the old side is not empty");
    old.deleteReservation("back-10.9.4.2"); // as failed ADDs do; their finalizers hold them
    allocator.terminate();
    Map<String, String> noEntry = Map.of("1", "{\"id\":\"_x\",\"podref\":\"" + OURS + "\"}");
    old.pool("crashed-10.9.5.0-24", "10.9.5.0/24", noEntry);
    old.reservation("crashed-10.9.5.1", OURS, ""); // goes at once: it has no finalizer

    calls.run("export", "whereabouts", "--yes").succeeded();
    assertThat(old.ours()).isEmpty();
    assertThat(old.holder("back-10.9.4.0-24", "2")).isEqualTo("default/back-2");
    assertThat(old.reservedFor("back-10.9.4.2")).isEqualTo("default/back-2");
    assertThat(old.reservedFor("back-10.9.4.3")).isEqualTo("default/back-3");
    assertThat(old.allocations("crashed-10.9.5.0-24")).isEmpty();
    assertThat(old.isReserved("crashed-10.9.5.1")).isFalse();
    calls.run("export", "whereabouts", "--yes").succeeded();

    Command full = calls.run("whereabouts", "status");
    assertThat(full.exit()).isEqualTo(2);
    assertThat(full.stdout()).contains("recorded for us: 0 addresses, 0 reservations");
    old.clear();
    assertThat(calls.run("whereabouts", "status").succeeded()).contains("the old side is empty");

    Command unknown = stranger.run("whereabouts", "status");
    assertThat(unknown.stdout())
        .contains("whether more run cannot be told: ", "the old side is empty");
    assertThat(unknown.exit()).as("controllers may run").isEqualTo(2);
  }
}

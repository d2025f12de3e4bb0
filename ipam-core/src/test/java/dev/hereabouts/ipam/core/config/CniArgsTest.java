package dev.hereabouts.ipam.core.config;

import static dev.hereabouts.ipam.core.config.ConfigTexts.args;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CNI_ARGS")
class CniArgsTest {
  @Test
  @DisplayName("of a container runtime name the pod")
  void pod() {
    CniArgs args =
        args(
            "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=p1;"
                + "K8S_POD_INFRA_CONTAINER_ID=c1;K8S_POD_UID=u1;MAC=02:00:00:00:00:01");
    assertThat(args).isEqualTo(new CniArgs("default", "p1", "u1", "c1", List.of(), List.of()));
  }

  @Test
  @DisplayName("that repeat a key mean the last one, whatever the others hold")
  void duplicates() {
    CniArgs args =
        args(
            "IgnoreUnknown=no;K8S_POD_NAMESPACE=a;K8S_POD_NAME=x;IP=foo;"
                + "IgnoreUnknown=true;K8S_POD_NAMESPACE=default;K8S_POD_NAME=p1;IP=10.0.0.5;FOO=1");
    assertThat(args.podNamespace()).isEqualTo("default");
    assertThat(args.podName()).isEqualTo("p1");
    assertThat(args.ips()).extracting(RequestedAddress::text).containsExactly("10.0.0.5");
  }

  @Test
  @DisplayName("distinguish the case of keys")
  void caseOfKeys() {
    CniArgs args = args("IgnoreUnknown=1;k8s_pod_name=x;ip=10.0.0.5;K8S_POD_NAME=p1");
    assertThat(args.podName()).isEqualTo("p1");
    assertThat(args.ips()).isEmpty();
  }

  @Test
  @DisplayName("ask for several addresses, with or without prefix length, and name gateways")
  void addresses() {
    CniArgs args = args("IP=010.0.0.5/24, 2001:db8::5;GATEWAY=10.0.0.1,2001:db8::1");
    assertThat(args.ips())
        .extracting(RequestedAddress::text)
        .containsExactly("10.0.0.5/24", "2001:db8::5");
    assertThat(args.ips()).extracting(RequestedAddress::path).containsOnly("CNI_ARGS.IP");
    assertThat(args.gateways())
        .extracting(AddressText::format)
        .containsExactly("10.0.0.1", "2001:db8::1");
  }

  @Test
  @DisplayName("that are bad do not keep a DEL from running, and nothing of them is used")
  void badOnDelete() {
    EnvironmentCheck check =
        new CniEnvironment("DEL", "c1", null, "net1", "K8S_POD_NAME=p1;x", "/opt").check();
    assertThat(check)
        .isInstanceOfSatisfying(
            EnvironmentCheck.Accepted.class,
            accepted -> {
              assertThat(accepted.call())
                  .isEqualTo(new CniCall(CniCommand.DEL, "c1", "net1", "", CniArgs.NONE));
              assertThat(accepted.warnings()).hasSize(1);
            });
  }
}

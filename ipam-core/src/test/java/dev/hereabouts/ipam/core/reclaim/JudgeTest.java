package dev.hereabouts.ipam.core.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.core.allocation.Pod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

  @ParameterizedTest(name = "owner {0}, object {1}, hash {2}, completed {3}: {4}")
  @CsvSource({
    "uid-1, uid-1, '',     false, LIVE",
    "uid-1, uid-1, '',     true,  COMPLETED",
    "uid-1, uid-2, '',     false, REPLACED",
    "uid-1, uid-2, '',     true,  REPLACED",
    "hash1, uid-2, hash1,  false, LIVE",
    "hash1, uid-2, hash2,  false, REPLACED",
    "'',    uid-2, '',     false, LIVE",
    "'',    uid-2, '',     true,  COMPLETED",
    "uid-1,      , '',     false, GONE",
  })
  @DisplayName("a pod is its owner's by UID, a static one by its hash, one without by its name")
  void podStates(
      String owner, @Nullable String uid, String hash, boolean completed, PodState expected) {
    KnownPod read = uid == null ? null : new KnownPod("default", "web", uid, hash, completed);
    assertThat(PodState.of(new Pod(owner, "default", "web"), read)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1} silent {2} {3}: {4}, {5}")
  @CsvSource({
    "LIVE,      PRESENT,        false, PRESENT,      ,              ",
    "LIVE,      PRESENT,        false, GONE,         ,              NAMESPACE_GONE",
    "LIVE,      DELETED,        true,  UNKNOWN,      ,              NODE_DELETED",
    "LIVE,      PRESENT,        false, EARLIER_BOOT, NODE_REBOOTED, NODE_REBOOTED",
    "GONE,      PRESENT,        true,  UNKNOWN,      POD_GONE,      ",
    "GONE,      PRESENT,        false, PRESENT,      POD_GONE,      ",
    "GONE,      DELETED,        false, UNKNOWN,      POD_GONE,      ",
    "GONE,      DELETED,        true,  UNKNOWN,      POD_GONE,      NODE_DELETED",
    "GONE,      DELETED,        true,  PRESENT,      POD_GONE,      ",
    "GONE,      UNKNOWN,        true,  UNKNOWN,      POD_GONE,      ",
    "REPLACED,  OUT_OF_SERVICE, true,  UNKNOWN,      POD_REPLACED,  NODE_OUT_OF_SERVICE",
    "REPLACED,  OUT_OF_SERVICE, false, UNKNOWN,      POD_REPLACED,  ",
    "COMPLETED, PRESENT,        false, GONE,         POD_COMPLETED, NAMESPACE_GONE",
    "UNKNOWN,   DELETED,        true,  EARLIER_BOOT, ,              NODE_REBOOTED",
  })
  @DisplayName("what makes a suspect, and what is a witness")
  void evidence(
      PodState pod,
      NodeState node,
      boolean silent,
      SandboxState sandbox,
      @Nullable Reason reason,
      @Nullable Witness witness) {
    Evidence evidence = new Evidence(pod, node, silent, sandbox);
    assertThat(evidence.suspicion()).isEqualTo(reason);
    assertThat(evidence.witness()).isEqualTo(witness);
  }

  @Test
  @DisplayName("without a grace period there are no two observations")
  void needsGrace() {
    assertThatThrownBy(() -> new Judge(0)).isInstanceOf(IllegalArgumentException.class);
  }
}

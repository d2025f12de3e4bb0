package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.allocation.Ranges.range;
import static dev.hereabouts.ipam.core.allocation.Scene.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static final RangeRequest NET = range("10.0.0.0/24");

  private final Scene scene = new Scene();
  private final Ask old = Ask.of("a", "old", NET).attempt(1);
  private final Ask young = Ask.of("a", "new", NET).attempt(3);

  @Test
  @DisplayName("a late DEL of a replaced sandbox frees nothing, and a late ADD of it takes nothing")
  void replacedSandbox() {
    scene.got(old);
    scene.got(young);

    assertThat(scene.add(old.attempt(4))).isInstanceOf(Reply.SandboxReplaced.class);
    assertThat(scene.delete("old", 5)).isEqualTo(new Reply.Released(List.of()));
    assertThat(scene.add(old.attempt(6).asRetired())).isInstanceOf(Reply.SandboxReplaced.class);
    assertThat(scene.entry("10.0.0.1").holder()).isEqualTo(young.request().holder());
  }

  @Test
  @DisplayName("a DEL frees no attempt that came after it")
  void olderDelete() {
    scene.got(old.attempt(7));

    scene.delete("old", 6);
    assertThat(scene.ledger.size()).isOne();
    scene.delete("old", 7);
    assertThat(scene.ledger.size()).isZero();
  }

  @Test
  @DisplayName("a DEL is not forgotten when a later attempt of its sandbox comes to nothing")
  void deletedThenAbandoned() {
    scene.got(old.attempt(1));
    scene.got(old.attempt(3));

    scene.delete("old", 2);
    assertThat(scene.ledger.size()).isOne();
    scene.abandon(old.attempt(3));
    assertThat(scene.ledger.size()).isZero();
  }

  @Test
  @DisplayName("a DEL from before an attempt does not keep the address from returning to it")
  void olderDeleteOfReplaced() {
    scene.got(old.attempt(5));
    scene.got(young.attempt(6));

    scene.delete("old", 4);
    scene.abandon(young.attempt(6));

    assertThat(scene.entry("10.0.0.1").holder()).isEqualTo(old.attempt(5).request().holder());
  }

  @Test
  @DisplayName("an abandoned ADD returns the address to the sandbox and the node that had it")
  void abandonedTakeOver() {
    Pod pod = new Pod("", "default", "db-0");
    Ask there = Ask.of(pod, "there", NET).on("node-1").attempt(1);
    Ask here = Ask.of(pod, "here", NET).on("node-2").attempt(2);
    scene.got(there);
    Entry before = scene.entry("10.0.0.1");

    scene.got(here);
    assertThat(scene.entry("10.0.0.1").node()).isEqualTo("node-2");
    scene.abandon(here);

    assertThat(scene.entry("10.0.0.1")).isEqualTo(before);
  }

  @Test
  @DisplayName("an address does not return to an ADD that itself came to nothing meanwhile")
  void bothAbandoned() {
    scene.got(old);
    scene.got(young);

    scene.abandon(old);
    assertThat(scene.entry("10.0.0.1").holder()).isEqualTo(young.request().holder());
    scene.abandon(young);
    assertThat(scene.ledger.size()).isZero();
  }

  @Test
  @DisplayName("an abandoned ADD of a single attempt does not touch another attempt")
  void abandonsOneAttempt() {
    scene.got(old.attempt(1));
    scene.got(old.attempt(2));

    scene.abandon(old.attempt(2));
    assertThat(scene.entry("10.0.0.1").holder()).isEqualTo(old.attempt(1).request().holder());
  }

  @Test
  @DisplayName("a claim on an entry is void once a new owner or a new sandbox has it")
  void reclaims() {
    scene.got(old);
    ReleaseRequest.Claim onOld = ReleaseRequest.Claim.of(scene.entry("10.0.0.1"));
    scene.got(young);
    reclaim(onOld);
    assertThat(scene.ledger.size()).isOne();

    ReleaseRequest.Claim onYoung = ReleaseRequest.Claim.of(scene.entry("10.0.0.1"));
    scene.delete("new", 4);
    assertThat(scene.got(Ask.of("b", "new", NET))).isEqualTo(addresses("10.0.0.1"));
    reclaim(onYoung);
    assertThat(scene.ledger.size()).isOne();

    reclaim(ReleaseRequest.Claim.of(scene.entry("10.0.0.1")));
    assertThat(scene.ledger.size()).isZero();
  }

  @Test
  @DisplayName("what one node releases frees nothing of another node's sandboxes")
  void releasesOfANode() {
    scene.got(old.on("node-2"));
    Entry held = scene.entry("10.0.0.1");
    Attempt late = new Attempt(1, 9);
    List<ReleaseRequest> releases =
        List.of(
            new ReleaseRequest.Deleted("old", "net1", late),
            new ReleaseRequest.Abandoned("old", "net1", held.holder().attempt()),
            new ReleaseRequest.Reclaimed(List.of(ReleaseRequest.Claim.of(held))));
    for (ReleaseRequest release : releases) {
      assertThat(scene.release(release.on("node-1"))).isEqualTo(new Reply.Released(List.of()));
      assertThat(scene.entry("10.0.0.1")).isEqualTo(held);
    }
    for (ReleaseRequest release : releases.reversed()) {
      scene.release(release.on("node-2"));
      assertThat(scene.ledger.size()).isZero();
      scene.got(old.on("node-2"));
    }
  }

  @Test
  @DisplayName("a DEL from the node that held the address before leaves it to the node that has it")
  void deleteOnTheNodeBefore() {
    scene.got(old.on("node-2"));
    scene.got(young.on("node-1"));
    scene.release(new ReleaseRequest.Deleted("new", "net1", new Attempt(1, 9), "node-2"));
    assertThat(scene.entry("10.0.0.1").replaced()).isNotNull();
    scene.release(new ReleaseRequest.Deleted("old", "net1", new Attempt(1, 9), "node-2"));
    assertThat(scene.entry("10.0.0.1").node()).isEqualTo("node-1");
    assertThat(scene.entry("10.0.0.1").replaced()).isNull();
  }

  private void reclaim(ReleaseRequest.Claim claim) {
    scene.release(new ReleaseRequest.Reclaimed(List.of(claim)));
  }
}

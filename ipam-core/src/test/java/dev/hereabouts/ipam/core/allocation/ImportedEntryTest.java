package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.address.Written.address;
import static dev.hereabouts.ipam.core.allocation.Ranges.range;
import static dev.hereabouts.ipam.core.allocation.Scene.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Entries that another program made, with what it did not record left open. */
class ImportedEntryTest {
  private static final RangeRequest NET = range("10.0.0.0/24");
  private static final Pod BY_NAME = new Pod("", "default", "web");

  private final Scene scene = new Scene();

  @Test
  @DisplayName("without a UID is its namesake's, and that one's alone once its UID is known")
  void matchesByName() {
    imported(BY_NAME, "net1", "worker-1", "10.0.0.7");

    assertThat(scene.got(Ask.of("web", "new", NET))).isEqualTo(addresses("10.0.0.7"));
    assertThat(scene.entry("10.0.0.7").pod().uid()).isEqualTo("web-uid");
    assertThat(scene.got(Ask.of(new Pod("other-uid", "default", "web"), "third", NET)))
        .isEqualTo(addresses("10.0.0.1"));
  }

  @Test
  @DisplayName("with a UID is not given to a namesake")
  void keepsToItsUid() {
    imported(new Pod("old-uid", "default", "web"), "net1", "worker-1", "10.0.0.7");

    assertThat(scene.got(Ask.of("web", "new", NET))).isEqualTo(addresses("10.0.0.1"));
  }

  @Test
  @DisplayName("is freed by a DEL that knows its container, from its own node alone")
  void freedByItsNode() {
    imported(BY_NAME, "net1", "node-1", "10.0.0.7");

    scene.release(deleted("net1").on("node-2"));
    assertThat(scene.ledger.size()).isOne();
    scene.release(deleted("net2").on("node-1"));
    assertThat(scene.ledger.size()).isOne();
    scene.release(deleted("net1").on("node-1"));
    assertThat(scene.ledger.size()).isZero();
  }

  @Test
  @DisplayName("without interface and node is freed by any DEL that knows its container")
  void freedByItsContainer() {
    imported(BY_NAME, "", "", "10.0.0.7");

    scene.release(deleted("net2").on("node-2"));

    assertThat(scene.ledger.size()).isZero();
  }

  @Test
  @DisplayName("that is one of two of an address keeps it taken until the other is gone, too")
  void duplicates() {
    imported(new Pod("a", "default", "a"), "net1", "node-1", "10.0.0.1");
    scene.ledger.apply(Change.OfEntry.created(entry(BY_NAME, "net1", "", "10.0.0.1", 2, "other")));

    scene.release(deleted("net1"));
    assertThat(scene.got(Ask.of("b", "c", NET))).isEqualTo(addresses("10.0.0.2"));
    scene.delete("other", 1);
    assertThat(scene.got(Ask.of("c", "d", NET))).isEqualTo(addresses("10.0.0.1"));
  }

  @Test
  @DisplayName("that has the address of another one is no reason to give it twice in one answer")
  void onceInAnAnswer() {
    RangeRequest narrow = range("10.0.0.0/25");
    scene.ledger.apply(Change.OfEntry.created(entry(BY_NAME, "net1", "", "10.0.0.7", 1, "c")));
    Entry twice = entry(BY_NAME, "net1", "", "10.0.0.7", 2, "c");
    scene.ledger.apply(
        Change.OfEntry.created(
            new Entry(
                twice.address(),
                new PoolId("", narrow.cidr()),
                Kind.ORDINARY,
                BY_NAME,
                "net1",
                0,
                twice.holder(),
                null,
                "",
                0,
                twice.id(),
                "")));

    assertThat(scene.got(Ask.of("web", "new", NET, narrow)))
        .isEqualTo(addresses("10.0.0.7", "10.0.0.1"));
  }

  private void imported(Pod pod, String ifName, String node, String address) {
    scene.ledger.apply(Change.OfEntry.created(entry(pod, ifName, node, address, 1, "old")));
  }

  private static Entry entry(
      Pod pod, String ifName, String node, String address, long id, String container) {
    return new Entry(
        address(address),
        new PoolId("", NET.cidr()),
        Kind.ORDINARY,
        pod,
        ifName,
        0,
        new Holder(container, node, "", 0, Attempt.IMPORTED),
        null,
        "",
        0,
        new OwnershipId(9, id),
        "");
  }

  private static ReleaseRequest.Deleted deleted(String ifName) {
    return new ReleaseRequest.Deleted("old", ifName, new Attempt(1, 1));
  }

  @Test
  @DisplayName("is not taken by a sandbox that is known to be deleted")
  void notByARetiredSandbox() {
    imported(BY_NAME, "net1", "", "10.0.0.7");

    assertThat(scene.add(Ask.of("web", "late", NET).asRetired()))
        .isInstanceOf(Reply.SandboxReplaced.class);
    assertThat(scene.ledger.entriesOfContainer("old")).isEqualTo(List.of(scene.entry("10.0.0.7")));
  }
}

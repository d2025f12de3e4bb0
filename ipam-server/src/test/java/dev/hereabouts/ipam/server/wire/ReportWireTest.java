package dev.hereabouts.ipam.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import dev.hereabouts.ipam.core.store.Entries;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes of an agent's report and of its answer. */
final class ReportWireTest {
  private static final ReleaseRequest.Claim CLAIM = ReleaseRequest.Claim.of(Entries.takenOver());
  private static final String CLAIM_TEXT =
      "\"space\":\"blue\",\"address\":\"2001:db8::5\",\"id\":\"ffffffffffffffff8000000000000000\","
          + "\"containerId\":\"new\"}";

  @Test
  @DisplayName("A report has these bytes, and arrives as it was sent")
  void report() throws Exception {
    List<LostSandbox> lost =
        List.of(
            new LostSandbox(CLAIM, SandboxState.GONE),
            new LostSandbox(CLAIM, SandboxState.EARLIER_BOOT));
    byte[] bytes = ReportMapper.encode(lost);
    assertThat(bytes)
        .asString(UTF_8)
        .isEqualTo(
            "{\"lost\":[{\"how\":\"namespace-gone\","
                + CLAIM_TEXT
                + ",{\"how\":\"earlier-boot\","
                + CLAIM_TEXT
                + "]}");
    assertThat(ReportMapper.decode(bytes)).isEqualTo(new Received<>(lost, Set.of()));
    assertThat(ReportMapper.encode(List.of())).asString(UTF_8).isEqualTo("{\"lost\":[]}");
  }

  @Test
  @DisplayName("A sandbox that is lost in a way of a newer version is left out, the others are not")
  void newerWay() throws Exception {
    String text =
        "{\"lost\":[{\"how\":\"eaten\","
            + CLAIM_TEXT
            + ",{\"how\":\"namespace-gone\","
            + CLAIM_TEXT
            + "]}";
    assertThat(ReportMapper.decode(text.getBytes(UTF_8)).message())
        .containsExactly(new LostSandbox(CLAIM, SandboxState.GONE));
  }

  @Test
  @DisplayName("A report without a list, or with half a claim, is refused")
  void broken() {
    assertThatThrownBy(() -> ReportMapper.decode("{}".getBytes(UTF_8)))
        .hasMessageContaining("/lost");
    assertThatThrownBy(() ->
            ReportMapper.decode(
                "{\"lost\":[{\"how\":\"namespace-gone\",\"address\":\"10.0.0.1\"}]}"
                    .getBytes(UTF_8)))
        .hasMessageContaining("id: missing");
  }

  @Test
  @DisplayName("The answer has these bytes")
  void answer() throws Exception {
    ReportReply plain = new ReportReply(20_000, false);
    ReportReply outdated = new ReportReply(1_000, true);
    assertThat(plain.encode()).asString(UTF_8).isEqualTo("{\"againMillis\":20000}");
    assertThat(outdated.encode())
        .asString(UTF_8)
        .isEqualTo("{\"againMillis\":1000,\"outdated\":true}");
    assertThat(ReportReply.decode(plain.encode()).message()).isEqualTo(plain);
    assertThat(ReportReply.decode(outdated.encode()).message()).isEqualTo(outdated);
  }
}

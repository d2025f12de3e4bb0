package dev.hereabouts.ipam.server.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each answer of an API server means for a write. */
final class AnswersTest {
  private static final Entry ENTRY = Entries.ordinary(1);
  private static final BlockId BLOCK = ENTRY.block();

  /** An API server that answers every request the same. */
  private record Always(ApiOutcome outcome) implements ApiServer {
    @Override
    public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
      done.accept(outcome);
    }

    @Override
    public LineStream lines(String path, View view, Lines lines) {
      throw new AssertionError("nobody watches");
    }
  }

  private static CommitOutcome create(ApiOutcome answer) {
    List<CommitOutcome> outcomes = new ArrayList<>();
    new KubernetesStore(new Always(answer), (_, _) -> {})
        .commit(new BlockWrite.Put(BLOCK, null, "a", List.of(ENTRY)), outcomes::add);
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  private static ApiOutcome status(int code, String message) {
    return answered(
        code, "{\"kind\":\"Status\",\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  private static ApiOutcome answered(int code, String body) {
    return new ApiOutcome.Answered(code, body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 413, 415, 422})
  @DisplayName("A refusal is a rejection in the server's words")
  void refused(int code) {
    assertThat(create(status(code, "no, never")))
        .isEqualTo(new CommitOutcome.Rejected(code + ": no, never"));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 408, 429, 500, 503, 504})
  @DisplayName("What may pass leaves it unknown whether the write was done")
  void unknown(int code) {
    CommitOutcome outcome = create(status(code, "later"));
    assertThat(((CommitOutcome.Unknown) outcome).reason()).startsWith(code + ": later");
  }

  @Test
  @DisplayName("No answer leaves it unknown whether the write was done")
  void noAnswer() {
    assertThat(create(new ApiOutcome.NoAnswer("cut"))).isEqualTo(new CommitOutcome.Unknown("cut"));
  }

  @Test
  @DisplayName("An answer cut in the middle leaves it unknown whether the write was done")
  void cut() {
    assertThat(create(answered(201, "{\"metadata\":{"))).isInstanceOf(CommitOutcome.Unknown.class);
  }

  @Test
  @DisplayName("A block that exists already is a conflict")
  void conflict() {
    assertThat(create(status(409, "exists"))).isEqualTo(new CommitOutcome.Conflict());
  }

  @Test
  @DisplayName("Without the custom resource definitions the rejection says how to install them")
  void noDefinitions() {
    assertThat(create(answered(404, "404 page not found\n")))
        .isEqualTo(
            new CommitOutcome.Rejected(
                "404: 404 page not found; are the custom resource definitions installed?"
                    + " hereabouts crds | kubectl apply -f -"));
  }

  @Test
  @DisplayName("Fields that the server dropped are a rejection that names them")
  void pruned() {
    CommitOutcome outcome =
        create(
            answered(
                201,
                "{\"metadata\":{\"name\":\"10-1-0-0-26\",\"uid\":\"u\",\"resourceVersion\":\"7\"},"
                    + "\"spec\":{\"space\":\"\",\"cidr\":\"10.1.0.0/26\",\"used\":1}}"));
    assertThat(((CommitOutcome.Rejected) outcome).reason()).contains("spec.writer, spec.entries;");
  }
}

package dev.hereabouts.ipam.server.leader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An agent's token")
final class TokenReviewsTest {
  private static final String AGENT = "system:serviceaccount:hereabouts-system:hereabouts-agent";
  private static final String GOOD =
      """
      {"kind":"TokenReview","metadata":{"name":null},"spec":{"token":"x"},"status":{
        "authenticated":true,"audiences":["hereabouts.ipam.hereabouts.dev"],
        "user":{"username":"system:serviceaccount:hereabouts-system:hereabouts-agent",
          "groups":["system:authenticated"],
          "extra":{"authentication.kubernetes.io/pod-name":["a"],
            "authentication.kubernetes.io/node-name":["worker-1"]}}}}
      """;

  private final List<String> sent = new ArrayList<>();
  private final Queue<Consumer<TokenReviewer.Answer>> open = new ArrayDeque<>();
  private long now;
  private final TokenReviews reviews =
      new TokenReviews(
          (review, done) -> {
            sent.add(new String(review, UTF_8));
            open.add(done);
          },
          Set.of(AGENT),
          () -> now);

  private List<Identity> ask(String token) {
    List<Identity> answers = new ArrayList<>();
    reviews.identify(token, answers::add);
    return answers;
  }

  private void answer(String review) {
    open.remove().accept(new TokenReviewer.Answer.Reviewed(review.getBytes(UTF_8)));
  }

  @Test
  @DisplayName("is reviewed for our audience, and holds for a minute")
  void kept() {
    List<Identity> first = ask("secret");
    List<Identity> meanwhile = ask("secret");
    assertThat(sent)
        .containsExactly(
            "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\",\"spec\":"
                + "{\"token\":\"secret\",\"audiences\":[\"hereabouts.ipam.hereabouts.dev\"]}}");
    answer(GOOD);
    assertThat(first).containsExactly(new Identity.OfNode("worker-1"));
    assertThat(meanwhile).isEqualTo(first);
    now += Duration.ofSeconds(59).toNanos();
    assertThat(ask("secret")).isEqualTo(first);
    assertThat(sent).hasSize(1);
    assertThat(ask("another")).isEmpty();
    now += Duration.ofSeconds(2).toNanos();
    assertThat(ask("secret")).isEmpty();
    assertThat(sent).hasSize(3);
  }

  @Test
  @DisplayName("that is refused is reviewed again the next time")
  void refusalsAreNotKept() {
    List<Identity> refused = ask("secret");
    answer("{\"status\":{\"user\":{},\"error\":\"expired\"}}");
    assertThat(refused).containsExactly(new Identity.Refused("the token is not valid: expired"));
    List<Identity> failed = ask("secret");
    open.remove().accept(new TokenReviewer.Answer.Failed("no API server"));
    assertThat(failed).singleElement().isInstanceOf(Identity.Undecided.class);
    List<Identity> good = ask("secret");
    answer(GOOD);
    assertThat(good).containsExactly(new Identity.OfNode("worker-1"));
  }

  @Test
  @DisplayName("of another audience, another user, or no node is refused")
  void foreignTokens() {
    for (String review :
        List.of(
            GOOD.replace("[\"hereabouts.ipam", "[\"other"),
            GOOD.replace("hereabouts-agent", "default"),
            GOOD.replace("io/node-name", "io/node-uid"),
            GOOD.replace("[\"worker-1\"]", "[\"worker-1\",\"worker-2\"]"),
            GOOD.replace("\"authenticated\":true", "\"authenticated\":false"))) {
      assertThat(review).isNotEqualTo(GOOD);
      List<Identity> answers = ask("secret");
      answer(review);
      assertThat(answers).singleElement().isInstanceOf(Identity.Refused.class);
    }
    List<Identity> answers = ask("secret");
    answer("{\"status\":");
    assertThat(answers).singleElement().isInstanceOf(Identity.Undecided.class);
  }
}

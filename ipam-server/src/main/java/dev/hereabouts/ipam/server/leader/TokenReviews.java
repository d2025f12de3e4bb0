package dev.hereabouts.ipam.server.leader;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.hereabouts.ipam.server.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Agents told by the API server's TokenReview of their ServiceAccount tokens.
 *
 * <p>A token counts that is for {@link Protocol#AUDIENCE}, of one of the agents' users, and bound
 * to a node: any pod may ask for a token of its own with this audience, so the user matters. What
 * was found out holds for a minute; a refusal is not kept. Calls for a token that is being reviewed
 * wait for that review.
 */
public final class TokenReviews implements AgentIdentities {
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MAX_KEPT = 50_000;

  private final TokenReviewer reviewer;
  private final Set<String> users;
  private final Cache<String, Identity.OfNode> known;
  private final Map<String, List<Consumer<Identity>>> waiting = new HashMap<>();

  /**
   * @param users who agents are, such as {@code system:serviceaccount:NAMESPACE:NAME}
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public TokenReviews(TokenReviewer reviewer, Set<String> users, LongSupplier nanoTime) {
    this.reviewer = reviewer;
    this.users = Set.copyOf(users);
    Ticker ticker = nanoTime::getAsLong;
    this.known =
        Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .maximumSize(MAX_KEPT)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public void identify(String token, Consumer<Identity> done) {
    String key = sha256(token);
    Identity.OfNode identity = known.getIfPresent(key);
    if (identity != null) {
      done.accept(identity);
      return;
    }
    List<Consumer<Identity>> others = waiting.get(key);
    if (others != null) {
      others.add(done);
      return;
    }
    byte[] review;
    try {
      review = TokenReviewForm.request(token);
    } catch (IOException e) {
      done.accept(new Identity.Refused("the token is no text"));
      return;
    }
    waiting.put(key, new ArrayList<>(List.of(done)));
    reviewer.review(review, answer -> reviewed(key, answer));
  }

  private void reviewed(String key, TokenReviewer.Answer answer) {
    Identity identity = identity(answer);
    if (identity instanceof Identity.OfNode ofNode) {
      known.put(key, ofNode);
    }
    List<Consumer<Identity>> receivers = waiting.remove(key);
    if (receivers != null) {
      receivers.forEach(receiver -> receiver.accept(identity));
    }
  }

  private Identity identity(TokenReviewer.Answer answer) {
    return switch (answer) {
      case TokenReviewer.Answer.Failed(String reason) ->
          new Identity.Undecided("the token could not be reviewed: " + reason);
      case TokenReviewer.Answer.Reviewed(byte[] review) -> {
        try {
          yield identity(TokenReviewForm.read(review));
        } catch (IOException e) {
          yield new Identity.Undecided("the token's review cannot be read: " + e.getMessage());
        }
      }
    };
  }

  private Identity identity(TokenReviewForm review) {
    if (!review.authenticated()) {
      return new Identity.Refused(
          "the token is not valid" + (review.error().isEmpty() ? "" : ": " + review.error()));
    }
    if (!review.audiences().contains(Protocol.AUDIENCE)) {
      return new Identity.Refused("the token is not for " + Protocol.AUDIENCE);
    }
    if (!users.contains(review.user())) {
      return new Identity.Refused(review.user() + " is no agent; agents are " + users);
    }
    if (review.nodes().size() != 1 || review.nodes().getFirst().isEmpty()) {
      return new Identity.Refused(
          "the token names no node; it must be a pod's on Kubernetes 1.32 or later, or bound to a"
              + " Node");
    }
    return new Identity.OfNode(review.nodes().getFirst());
  }

  private static String sha256(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

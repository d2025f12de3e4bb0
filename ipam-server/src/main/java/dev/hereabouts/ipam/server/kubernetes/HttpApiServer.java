package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.Login.Credentials;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The API server over HTTPS, or over HTTP where its URL says so. */
public final class HttpApiServer implements ApiServer {
  private static final int UNAUTHORIZED = 401;

  private final Vertx vertx;
  private final ApiAccess access;
  private final Duration deadline;
  private final HttpClients clients;
  private @Nullable Future<Credentials> fetching;

  /**
   * Makes the client; it connects with its first request.
   *
   * @param vertx with one event loop, on which everything is called
   * @param deadline when a request without an answer is given up
   */
  public HttpApiServer(Vertx vertx, ApiAccess access, Duration deadline) {
    this.vertx = vertx;
    this.access = access;
    this.deadline = deadline;
    clients = new HttpClients(vertx, access, deadline);
  }

  @Override
  public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
    send(
        new Message(verb, path, body, view),
        new Exchange(vertx, deadline, describe(verb, path), done));
  }

  private void send(Message message, Exchange exchange) {
    login(
        shown -> {
          if (!exchange.isEnded()) {
            RequestOptions options =
                head(method(message.verb()), message.path(), message.view(), shown);
            if (message.body().length > 0) {
              options.putHeader("Content-Type", message.type());
            }
            exchange.start(
                clients.request(options, shown.certificate()),
                Buffer.buffer(message.body()),
                answer -> again(answer, shown, () -> send(message, exchange)));
          }
        },
        exchange::end);
  }

  @Override
  public LineStream lines(String path, View view, Lines lines) {
    HttpLineStream stream = new HttpLineStream(vertx, deadline, describe(Verb.GET, path), lines);
    follow(path, view, stream);
    return stream;
  }

  private void follow(String path, View view, HttpLineStream stream) {
    login(
        shown -> {
          if (!stream.isEnded()) {
            stream.start(
                clients.request(head(HttpMethod.GET, path, view, shown), shown.certificate()),
                answer -> again(answer, shown, () -> follow(path, view, stream)));
          }
        },
        stream::end);
  }

  /** Goes on with the credentials: at once where they are known, else when they are fetched. */
  private void login(Consumer<Credentials> then, Consumer<ApiOutcome> failed) {
    Login login = access.login();
    Credentials known;
    try {
      known = login.known();
    } catch (ApiAccessException e) {
      failed.accept(new ApiOutcome.NoAnswer(Exchange.reason(e)));
      return;
    }
    if (known != null) {
      then.accept(known);
      return;
    }
    fetched(login)
        .onComplete(result -> {
          Credentials credentials = result.result();
          if (credentials != null) {
            then.accept(credentials);
          } else {
            failed.accept(new ApiOutcome.NoAnswer(Exchange.reason(result.cause())));
          }
        });
  }

  /** The credentials that all wait for who need them now. */
  private Future<Credentials> fetched(Login login) {
    Future<Credentials> running = fetching;
    if (running != null) {
      return running;
    }
    Promise<Credentials> promise = Promise.promise();
    fetching = promise.future();
    Context here = vertx.getOrCreateContext();
    Thread.ofPlatform()
        .daemon()
        .name("login")
        .start(() -> {
          Consumer<Promise<Credentials>> outcome = fetch(login);
          here.runOnContext(_ -> {
            fetching = null;
            outcome.accept(promise);
          });
        });
    return promise.future();
  }

  private static Consumer<Promise<Credentials>> fetch(Login login) {
    try {
      Credentials credentials = login.fetch();
      return promise -> promise.complete(credentials);
    } catch (ApiAccessException | RuntimeException e) {
      return promise -> promise.fail(e);
    }
  }

  /** Sends again what the server did nothing for but to refuse credentials that can be renewed. */
  private boolean again(ApiOutcome.Answered answer, Credentials shown, Runnable sending) {
    if (answer.status() != UNAUTHORIZED || !access.login().refused(shown)) {
      return false;
    }
    sending.run();
    return true;
  }

  /** Ends the connections; what is in flight is answered as without an answer. */
  public void close() {
    clients.close();
  }

  private RequestOptions head(HttpMethod method, String path, View view, Credentials shown) {
    String prefix = access.server().getPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setURI(
                (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path)
            .putHeader("Accept", view.accept)
            .putHeader("User-Agent", "hereabouts");
    String token = shown.token();
    return token == null ? options : options.putHeader("Authorization", "Bearer " + token);
  }

  private String describe(Verb verb, String path) {
    int query = path.indexOf('?');
    return verb + " " + access.server() + (query < 0 ? path : path.substring(0, query));
  }

  private static HttpMethod method(Verb verb) {
    return switch (verb) {
      case GET -> HttpMethod.GET;
      case POST -> HttpMethod.POST;
      case PUT -> HttpMethod.PUT;
      case PATCH -> HttpMethod.PATCH;
      case DELETE -> HttpMethod.DELETE;
    };
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Message(Verb verb, String path, byte[] body, View view) {
    String type() {
      return verb == Verb.PATCH ? "application/merge-patch+json" : "application/json";
    }
  }
}

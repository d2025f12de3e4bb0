package dev.hereabouts.ipam.server.agent.remote;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.server.agent.Timer;
import dev.hereabouts.ipam.server.agent.cluster.Leader;
import dev.hereabouts.ipam.server.wire.AddMapper;
import dev.hereabouts.ipam.server.wire.EntryLines;
import dev.hereabouts.ipam.server.wire.Protocol;
import dev.hereabouts.ipam.server.wire.ReasonMapper;
import dev.hereabouts.ipam.server.wire.Received;
import dev.hereabouts.ipam.server.wire.ReleaseMapper;
import dev.hereabouts.ipam.server.wire.ReplyMapper;
import dev.hereabouts.ipam.server.wire.ReportMapper;
import dev.hereabouts.ipam.server.wire.ReportReply;
import dev.hereabouts.ipam.server.wire.WireException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader over one HTTP/2 connection, known by its certificate. All methods are to be called on
 * the event loop.
 *
 * <p>A request for which there is no connection is answered at once; nothing is sent twice.
 */
public final class RemoteLeader implements Leader, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteLeader.class);
  private static final long ENTRIES_MILLIS = 10_000;
  private static final int REPORTED_FIELDS = 100;

  private final LeaderConnection connection;
  private final Timer timer;
  private final Supplier<String> token;
  private final Set<String> reported = new HashSet<>();

  /**
   * @param token gives the ServiceAccount token as it is now
   */
  public RemoteLeader(Vertx vertx, Timer timer, Supplier<String> token) {
    this.connection = new LeaderConnection(vertx, timer);
    this.timer = timer;
    this.token = token;
  }

  /** Goes to this leader, or, for null, to none; what waits for the one before is given up. */
  public void follow(@Nullable LeaderAddress leader) {
    connection.follow(leader);
  }

  /** Whether a connection stands. */
  public boolean isConnected() {
    return connection.connection() != null;
  }

  @Override
  public void onConnected(Runnable listener) {
    connection.onConnected(listener);
  }

  @Override
  public void onLost(Consumer<String> listener) {
    connection.onLost(listener);
  }

  @Override
  public void add(AddRequest request, long remainingMillis, Consumer<Answer> answer) {
    byte[] body;
    try {
      body = AddMapper.encode(request);
    } catch (IOException e) {
      answer.accept(new Answer.Refused("the request cannot be written: " + e.getMessage()));
      return;
    }
    ask(Protocol.ADD, body, remainingMillis, answer);
  }

  @Override
  public void release(ReleaseRequest request, long remainingMillis, Consumer<Answer> answer) {
    byte[] body;
    try {
      body = ReleaseMapper.encode(request);
    } catch (IOException e) {
      answer.accept(new Answer.Refused("the request cannot be written: " + e.getMessage()));
      return;
    }
    ask(Protocol.RELEASE, body, remainingMillis, answer);
  }

  @Override
  public void report(List<LostSandbox> sandboxes, long remainingMillis, Consumer<Reported> answer) {
    byte[] body;
    try {
      body = ReportMapper.encode(sandboxes);
    } catch (IOException e) {
      answer.accept(new Reported.Failed("the report cannot be written: " + e.getMessage()));
      return;
    }
    LeaderRequest request =
        new LeaderRequest(HttpMethod.POST, Protocol.REPORT, body, remainingMillis);
    request.send(connection, timer, token, outcome -> answer.accept(reported(outcome)));
  }

  private static Reported reported(LeaderRequest.Outcome outcome) {
    return switch (outcome) {
      case LeaderRequest.Outcome.Failed(String reason) -> new Reported.Failed(reason);
      case LeaderRequest.Outcome.Responded(int status, byte[] body) ->
          switch (status) {
            case 200 -> taken(body);
            case 404 -> new Reported.Unsupported(ReasonMapper.decode(body));
            default -> new Reported.Failed(status + ": " + ReasonMapper.decode(body));
          };
    };
  }

  private static Reported taken(byte[] body) {
    try {
      ReportReply reply = ReportReply.decode(body).message();
      return new Reported.Taken(reply.againMillis(), reply.outdated());
    } catch (WireException e) {
      return new Reported.Failed("the leader's answer cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void entriesOfNode(Consumer<Entries> answer) {
    LeaderRequest request =
        new LeaderRequest(HttpMethod.GET, Protocol.NODE_ENTRIES, null, ENTRIES_MILLIS);
    ReceivedEntries received = new ReceivedEntries();
    request
        .inPieces(received)
        .send(connection, timer, token, outcome -> answer.accept(received.end(outcome)));
  }

  @Override
  public void close() {
    connection.close();
  }

  private void ask(String path, byte[] body, long remainingMillis, Consumer<Answer> answer) {
    LeaderRequest request = new LeaderRequest(HttpMethod.POST, path, body, remainingMillis);
    request.send(connection, timer, token, outcome -> answer.accept(answer(outcome)));
  }

  private Answer answer(LeaderRequest.Outcome outcome) {
    return switch (outcome) {
      case LeaderRequest.Outcome.Failed(String reason) -> new Answer.Unreachable(reason);
      case LeaderRequest.Outcome.Responded(int status, byte[] body) ->
          switch (status) {
            case 200 -> reply(body);
            case 421, 503 -> new Answer.NotLeading(ReasonMapper.decode(body));
            case 400, 401, 403, 404, 405, 413 ->
                new Answer.Refused(status + ": " + ReasonMapper.decode(body));
            default -> new Answer.Unreachable(status + ": " + ReasonMapper.decode(body));
          };
    };
  }

  private Answer reply(byte[] body) {
    try {
      Received<Reply> received = ReplyMapper.decode(body);
      for (String field : received.unknownFields()) {
        if (reported.size() < REPORTED_FIELDS && reported.add(field)) {
          LOG.warn(
              "the leader sent the field {}, which protocol {} does not have; upgrade the agent to"
                  + " have it heeded",
              field,
              Protocol.VERSION);
        }
      }
      return new Answer.Replied(received.message());
    } catch (WireException e) {
      return new Answer.Unreachable("the leader's reply cannot be read: " + e.getMessage());
    }
  }

  /** The entries of a node, read as they come: there may be very many. */
  private static final class ReceivedEntries implements Consumer<byte[]> {
    private final EntryLines.Reading reading = new EntryLines.Reading();
    private @Nullable WireException failure;

    @Override
    public void accept(byte[] piece) {
      if (failure == null) {
        try {
          reading.accept(piece);
        } catch (WireException e) {
          failure = e;
        }
      }
    }

    Entries end(LeaderRequest.Outcome outcome) {
      return switch (outcome) {
        case LeaderRequest.Outcome.Failed(String reason) -> new Entries.Failed(reason);
        case LeaderRequest.Outcome.Responded(int status, byte[] body) when status != 200 ->
            new Entries.Failed(status + ": " + ReasonMapper.decode(body));
        case LeaderRequest.Outcome.Responded _ -> {
          try {
            if (failure != null) {
              throw failure;
            }
            yield new Entries.All(reading.end());
          } catch (WireException e) {
            yield new Entries.Failed("the leader's entries cannot be read: " + e.getMessage());
          }
        }
      };
    }
  }
}

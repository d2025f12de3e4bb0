package dev.hereabouts.ipam.shim;

import org.teavm.interop.Address;

/** A connection to the agent's socket, for one request and its answer. */
final class AgentConnection {
  private final SocketPath path;
  private final Deadline deadline;
  private final int fd;

  private AgentConnection(SocketPath path, Deadline deadline, int fd) {
    this.path = path;
    this.deadline = deadline;
    this.fd = fd;
  }

  static AgentConnection open(SocketPath path, Deadline deadline) throws ShimFailure {
    int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw path.failure(Bytes.of("socket: ").append(Libc.errorText(Libc.errno())));
    }
    AgentConnection connection = new AgentConnection(path, deadline, fd);
    connection.connect();
    return connection;
  }

  /** A connect to a Unix socket waits, where the agent's backlog is full, as long as a send may. */
  private void connect() throws ShimFailure {
    NativeBuffer address = address();
    while (true) {
      limitSending();
      if (Libc.connect(fd, address.start(), address.size()) == 0) {
        return;
      }
      int errno = Libc.errno();
      if (errno == Libc.EAGAIN) {
        throw path.failure(Bytes.of("connect: not accepted within ").append(deadline.describe()));
      }
      if (errno != Libc.EINTR) {
        throw path.failure(Bytes.of("connect: ").append(Libc.errorText(errno)));
      }
    }
  }

  /** The socket's address: the family in two bytes, the path, a zero. */
  private NativeBuffer address() throws ShimFailure {
    byte[] terminatedPath = new Bytes().append(path.bytes()).append(0).toArray();
    NativeBuffer address = new NativeBuffer();
    address.grow(2 + terminatedPath.length);
    address.start().putShort((short) Libc.AF_UNIX);
    address.written(2);
    address.append(Address.ofData(terminatedPath), terminatedPath.length);
    return address;
  }

  private void limitSending() {
    long millis = Math.max(1, deadline.remaining());
    byte[] timeval = new byte[16];
    Address fields = Address.ofData(timeval);
    fields.putLong(millis / 1000);
    fields.add(8).putLong(millis % 1000 * 1000);
    Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_SNDTIMEO, Address.ofData(timeval), timeval.length);
  }

  void send(Bytes head, NativeBuffer body) throws ShimFailure {
    int sent = 0;
    while (sent < head.size()) {
      int count = sendSome(Address.ofData(head.array()).add(sent), head.size() - sent);
      if (count < 0) {
        return;
      }
      sent += count;
    }
    sent = 0;
    while (sent < body.size()) {
      int count = sendSome(body.start().add(sent), body.size() - sent);
      if (count < 0) {
        return;
      }
      sent += count;
    }
  }

  /**
   * Sends what fits. An agent may answer, with a refusal say, before it has read everything, and
   * close; so -1 for a broken connection, of which the receiving side then tells.
   */
  private int sendSome(Address from, int size) throws ShimFailure {
    if (!deadline.await(fd, Libc.POLLOUT)) {
      throw path.failure(Bytes.of("send: not taken within ").append(deadline.describe()));
    }
    int count = (int) Libc.send(fd, from, size, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
    if (count >= 0) {
      return count;
    }
    int errno = Libc.errno();
    if (errno == Libc.EPIPE || errno == Libc.ECONNRESET) {
      return -1;
    }
    if (errno != Libc.EINTR && errno != Libc.EAGAIN) {
      throw path.failure(Bytes.of("send: ").append(Libc.errorText(errno)));
    }
    return 0;
  }

  /** Receives a whole answer. */
  Answer receive() throws ShimFailure {
    byte[] start = new byte[AnswerHeadParser.MAX_HEAD];
    int size = 0;
    int headLength = -1;
    while (headLength < 0) {
      if (size == start.length) {
        throw path.failure(
            Bytes.of("the head of the answer is larger than ")
                .appendDecimal(size)
                .append(" bytes"));
      }
      Bytes got =
          size == 0 ? Bytes.of("before it answered") : received(size, "of the answer's head");
      int count = receiveSome(Address.ofData(start).add(size), start.length - size, got);
      headLength = AnswerHeadParser.headLength(start, size, size + count);
      size += count;
    }
    return switch (AnswerHeadParser.parse(start, headLength)) {
      case AnswerHead.Unusable(Bytes reason) -> throw path.failure(reason);
      case AnswerHead.Usable(int exitCode, int bodyLength) ->
          new Answer(exitCode, receiveBody(start, headLength, size, bodyLength));
    };
  }

  private NativeBuffer receiveBody(byte[] start, int from, int to, int length) throws ShimFailure {
    NativeBuffer body = new NativeBuffer();
    body.grow(length + 1);
    int early = Math.min(length, to - from);
    body.append(Address.ofData(start).add(from), early);
    while (body.size() < length) {
      Bytes got =
          received(body.size(), "of the ").appendDecimal(length).append(" bytes of the answer");
      body.written(receiveSome(body.end(), length - body.size(), got));
    }
    return body;
  }

  private static Bytes received(int count, String ofWhat) {
    return Bytes.of("after ")
        .appendDecimal(count)
        .append(count == 1 ? " byte " : " bytes ")
        .append(ofWhat);
  }

  private int receiveSome(Address to, int room, Bytes got) throws ShimFailure {
    while (true) {
      if (!deadline.await(fd, Libc.POLLIN)) {
        throw path.failure(
            Bytes.of("receive: the time was up ")
                .append(got)
                .append("; the limit is ")
                .append(deadline.describe()));
      }
      int count = (int) Libc.recv(fd, to, room, Libc.MSG_DONTWAIT);
      if (count > 0) {
        return count;
      }
      if (count == 0) {
        throw path.failure(Bytes.of("receive: the agent closed the connection ").append(got));
      }
      int errno = Libc.errno();
      if (errno != Libc.EINTR && errno != Libc.EAGAIN) {
        throw path.failure(
            Bytes.of("receive: ").append(Libc.errorText(errno)).append(' ').append(got));
      }
    }
  }

  /** What the agent wants printed, and the exit code it wants. */
  record Answer(int exitCode, NativeBuffer body) {}
}

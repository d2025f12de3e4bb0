package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials that a command gives, which is run again for new ones: beside the requests shortly
 * before they expire, else when they have expired or the server refused them.
 *
 * <p>The command is not run more often than each ten seconds, whatever it answers: what it just
 * gave counts, and so does why it just failed.
 */
final class ExecLogin implements Login {
  private static final Logger LOG = LoggerFactory.getLogger(ExecLogin.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final ExecCommand command;
  private final @Nullable ClientCertificate own;
  private final InstantSource clock;
  private final ReentrantLock running = new ReentrantLock();
  private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile @Nullable Failed failed;

  /**
   * Runs nothing yet.
   *
   * @param own a certificate that the kubeconfig has, which counts instead of the command's
   */
  ExecLogin(ExecCommand command, @Nullable ClientCertificate own, InstantSource clock) {
    this.command = command;
    this.own = own;
    this.clock = clock;
  }

  @Override
  public @Nullable Credentials known() {
    Held now = held.get();
    Instant at = clock.instant();
    if (now == null || !now.isGood(at)) {
      return null;
    }
    if (now.isAging(at) && recentFailure(at) == null && renewing.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("exec-login").start(this::renew);
    }
    return now.credentials();
  }

  private void renew() {
    running.lock();
    try {
      Held now = held.get();
      if (now == null || now.isAging(clock.instant())) {
        run();
      }
    } catch (ApiAccessException e) {
      LOG.warn("no new credentials, trying again: {}", e.getMessage());
    } finally {
      renewing.set(false);
      running.unlock();
    }
  }

  @Override
  public Credentials fetch() throws ApiAccessException {
    running.lock();
    try {
      Instant at = clock.instant();
      Held now = held.get();
      if (now != null && now.isGood(at)) {
        return now.credentials();
      }
      Failed recent = recentFailure(at);
      if (recent != null) {
        throw new ApiAccessException(recent.message());
      }
      return run();
    } finally {
      running.unlock();
    }
  }

  private Credentials run() throws ApiAccessException {
    try {
      ExecCredential given = command.run();
      Credentials credentials =
          new Credentials(given.token(), own == null ? given.certificate() : own);
      held.set(new Held(credentials, clock.instant(), given.expires(), false));
      failed = null;
      return credentials;
    } catch (ApiAccessException e) {
      failed = new Failed(String.valueOf(e.getMessage()), clock.instant());
      throw e;
    }
  }

  private @Nullable Failed recentFailure(Instant at) {
    Failed last = failed;
    return last != null && at.isBefore(last.at().plus(PAUSE)) ? last : null;
  }

  @Override
  public boolean refused(Credentials credentials) {
    Held now = held.get();
    if (now == null || !now.credentials().equals(credentials)) {
      return true;
    }
    return !now.isNew(clock.instant()) && held.compareAndSet(now, now.asRefused());
  }

  private record Failed(String message, Instant at) {}

  private record Held(
      Credentials credentials, Instant from, @Nullable Instant expires, boolean refused) {
    boolean isNew(Instant at) {
      return at.isBefore(from.plus(PAUSE));
    }

    boolean isGood(Instant at) {
      return isNew(at) || (!refused && (expires == null || at.isBefore(expires)));
    }

    /** Whether it is time for new ones: a minute before the end, or the last third. */
    boolean isAging(Instant at) {
      if (expires == null || isNew(at)) {
        return false;
      }
      Duration third = Duration.between(from, expires).dividedBy(3);
      return !at.isBefore(expires.minus(third.compareTo(AHEAD) < 0 ? third : AHEAD));
    }

    Held asRefused() {
      return new Held(credentials, from, expires, true);
    }
  }
}

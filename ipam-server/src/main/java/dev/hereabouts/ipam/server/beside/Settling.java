package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.whereabouts.BesideNames.Spot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the old side to what the store has, block by block: entries are recorded, and records of
 * ours without an entry go. What fails is tried again, later each time.
 */
final class Settling {
  private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

  /**
   * A leader before may have claimed what its last write is to have. Looks are a second apart at
   * least, and this is twice the deadline of a write.
   */
  private static final int LOOKS_UNTIL_STRAY = 20;

  private final BlockStore store;
  private final OldSide old;
  private final ForeignEntries foreign;
  private final BooleanSupplier leads;
  private final Timer timer;
  private final String name;
  private final Map<BlockId, BlockClaims> blocks = new HashMap<>();
  private final Turns turns = new Turns();
  private long marks;
  private int looks;

  /**
   * @param name begins our marks; no container ID begins so
   */
  Settling(
      BlockStore store,
      OldSide old,
      ForeignEntries foreign,
      BooleanSupplier leads,
      Timer timer,
      String name) {
    this.store = store;
    this.old = old;
    this.foreign = foreign;
    this.leads = leads;
    this.timer = timer;
    this.name = name;
  }

  BlockClaims claims(BlockId block) {
    return blocks.computeIfAbsent(block, _ -> new BlockClaims());
  }

  String newMark() {
    return name + ++marks;
  }

  Future<@Nullable Void> inTurn(BlockId block, Supplier<Future<@Nullable Void>> task) {
    return turns.run(block, task);
  }

  /** Begins with these blocks, and with what the old side has. */
  Future<@Nullable Void> adopt(List<StoredBlock> stored, OldRecords records, int listing) {
    blocks.clear();
    for (StoredBlock block : stored) {
      BlockClaims claims = claims(block.id());
      claims.found(Right.of(block.entries()), records);
      claims.contested().forEach(Settling::tellContested);
    }
    look(records, listing);
    Future<@Nullable Void> done = Future.succeededFuture();
    for (StoredBlock block : stored) {
      Map<Claim, Right> rights = Right.of(block.entries());
      if (!claims(block.id()).open(rights).isEmpty()) {
        done =
            done.compose(_ -> inTurn(block.id(), () -> record(block.id(), rights)))
                .recover(failure -> putOff(block.id(), failure));
      }
    }
    return done;
  }

  /**
   * Takes over what a listing has.
   *
   * @return the blocks in which whereabouts holds something else than before
   */
  Set<BlockId> look(OldRecords records, int listing) {
    looks++;
    noteStrays(records);
    blocks.forEach((block, claims) -> {
      boolean changed = claims.giveUpStrays(looks - LOOKS_UNTIL_STRAY);
      for (Map.Entry<Claim, String> each : claims.contested().entrySet()) {
        if (!records.has(each.getKey(), each.getValue())) {
          claims.reopen(each.getKey());
          changed = true;
        }
      }
      if (changed) {
        later(block);
      }
    });
    return foreign.replace(listing, records, this::countsOn);
  }

  private boolean countsOn(Spot spot) {
    BlockClaims claims = blocks.get(blockOf(spot));
    return claims != null
        && claims.held().stream()
            .anyMatch(claim -> claim.needs(spot) && claims.countsOn(claim, spot.podRef()));
  }

  private static BlockId blockOf(Spot spot) {
    return BlockId.of(spot.pool().space(), spot.address());
  }

  /** Records of ours that no entry is known for. */
  private void noteStrays(OldRecords records) {
    Set<String> known = new HashSet<>();
    blocks.values().forEach(claims -> known.addAll(claims.reservations()));
    for (Spot spot : records.inPools()) {
      Claim claim = new Claim(spot.pool(), spot.address(), true);
      if (spot.isOurs() && !claims(blockOf(spot)).knows(claim)) {
        claims(blockOf(spot)).stray(claim, spot.mark(), looks);
      }
    }
    for (OldRecords.Reservation each : records.reservations()) {
      if (each.isOurs() && !known.contains(each.name()) && !each.spots().isEmpty()) {
        Spot spot = each.spots().getFirst();
        Claim claim = new Claim(spot.pool(), spot.address(), true);
        claims(blockOf(spot)).stray(claim, spot.mark(), looks);
      }
    }
  }

  /** The store has these entries, as was read. */
  void read(BlockId block, List<Entry> entries) {
    Map<Claim, Right> rights = Right.of(entries);
    BlockClaims claims = claims(block);
    claims.stored(rights);
    if (!claims.open(rights).isEmpty()) {
      settleNow(block);
    }
  }

  /** The store has these entries since a write that is confirmed; no older one can land. */
  Future<@Nullable Void> committed(BlockId block, Map<Claim, Right> wanted) {
    BlockClaims claims = claims(block);
    claims.uncertain = false;
    claims.lostRaces = 0;
    claims.giveUpStrays(looks);
    if (!claims.open(wanted).isEmpty()) {
      later(block);
    }
    return free(block, wanted)
        .onSuccess(_ -> forgetIfEmpty(block))
        .recover(failure -> putOff(block, failure));
  }

  /** Settles the block soon. */
  void later(BlockId block) {
    BlockClaims claims = claims(block);
    if (!claims.settlesLater && leads.getAsBoolean()) {
      claims.settlesLater = true;
      timer.after(
          claims.nextPause(),
          () -> {
            claims.settlesLater = false;
            settleNow(block);
          });
    }
  }

  private void settleNow(BlockId block) {
    inTurn(block, () -> settle(block))
        .onComplete(_ -> forgetIfEmpty(block), failure -> putOff(block, failure));
  }

  private void forgetIfEmpty(BlockId block) {
    BlockClaims claims = claims(block);
    claims.settled();
    if (claims.isEmpty()) {
      blocks.remove(block);
    }
  }

  private Future<@Nullable Void> putOff(BlockId block, Throwable failure) {
    if (leads.getAsBoolean()) {
      LOG.warn(
          "what whereabouts has for us in {} is put right later: {}",
          block.cidr(),
          failure.getMessage());
    }
    later(block);
    return Future.succeededFuture();
  }

  private Future<@Nullable Void> settle(BlockId block) {
    if (claims(block).uncertain) {
      return Future.succeededFuture(); // until a write is confirmed
    }
    Promise<List<Entry>> read = Promise.promise();
    store.read(
        block,
        outcome -> {
          switch (outcome) {
            case ReadOutcome.Found(StoredBlock found) -> read.complete(found.entries());
            case ReadOutcome.Absent() -> read.complete(List.of());
            case ReadOutcome.Failed(String reason) -> read.fail(new IOException(reason));
          }
        });
    return read.future()
        .compose(entries -> {
          Map<Claim, Right> rights = Right.of(entries);
          claims(block).stored(rights);
          return record(block, rights).compose(_ -> free(block, rights));
        });
  }

  /** Records what is open; what somebody else has stays with both, and is told. */
  private Future<@Nullable Void> record(BlockId block, Map<Claim, Right> rights) {
    BlockClaims claims = claims(block);
    Map<Claim, Right> open = claims.open(rights);
    if (open.isEmpty()) {
      return Future.succeededFuture();
    }
    String mark = newMark();
    claims.trying(open, mark);
    return old.claim(open, mark)
        .compose(taken -> {
          if (taken.isEmpty()) {
            claims.recorded(open, mark);
            return Future.succeededFuture();
          }
          for (Spot spot : taken) {
            foreign.meet(spot);
            for (Claim claim : open.keySet()) {
              if (claim.needs(spot)) {
                claims.contest(claim, spot.podRef());
                tellContested(claim, spot.podRef());
              }
            }
          }
          return claims.open(rights).size() < open.size()
              ? record(block, rights)
              : Future.failedFuture(new IOException(text(taken) + " is in the way"));
        });
  }

  private Future<@Nullable Void> free(BlockId block, Map<Claim, Right> wanted) {
    BlockClaims claims = claims(block);
    Map<Claim, Trace> unwanted = claims.unwanted(wanted);
    return unwanted.isEmpty()
        ? Future.succeededFuture()
        : old.free(unwanted, BlockClaims.reservations(wanted.keySet()))
            .onSuccess(_ -> claims.freed(unwanted.keySet()));
  }

  private static void tellContested(Claim claim, String podRef) {
    LOG.error(
        "{} of {} is held here and by whereabouts, there for {}: restart one of both pods",
        AddressText.format(claim.address()),
        AddressText.format(claim.pool().cidr()),
        podRef);
  }

  /** Addresses and their holders, for people. */
  static String text(Collection<Spot> spots) {
    return spots.stream()
        .map(spot -> AddressText.format(spot.address()) + " to " + spot.podRef())
        .collect(Collectors.joining(", "));
  }
}

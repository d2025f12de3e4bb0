package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.address.Written.address;

import dev.hereabouts.ipam.core.address.Address;
import java.util.List;
import java.util.stream.Stream;

/** A ledger on which a test plays its story; every decision is applied at once. */
final class Scene {
  final Ledger ledger = new Ledger();
  private long ids;
  final Decider decider = new Decider(ledger, () -> new OwnershipId(0, ++ids));

  Reply add(Ask ask) {
    return play(decider.decide(ask.request()));
  }

  /** The addresses that an ADD gets. */
  List<Address> got(Ask ask) {
    if (add(ask) instanceof Reply.Assigned(List<Reply.AssignedAddress> addresses)) {
      return addresses.stream().map(Reply.AssignedAddress::address).toList();
    }
    throw new AssertionError("refused: " + ask);
  }

  Reply delete(String container, int arrival) {
    return release(new ReleaseRequest.Deleted(container, "net1", new Attempt(1, arrival)));
  }

  Reply abandon(Ask ask) {
    return release(
        new ReleaseRequest.Abandoned(ask.container(), ask.ifName(), new Attempt(1, ask.attempt())));
  }

  Reply release(ReleaseRequest request) {
    return play(decider.decide(request));
  }

  /** The only entry of an address. */
  Entry entry(String literal) {
    return entry("", literal);
  }

  Entry entry(String space, String literal) {
    List<Entry> entries = ledger.entriesAt(space, address(literal));
    if (entries.size() != 1) {
      throw new AssertionError("entries of " + literal + ": " + entries);
    }
    return entries.getFirst();
  }

  private Reply play(Decision decision) {
    decision.changes().forEach(ledger::apply);
    LedgerInvariants.check(ledger);
    return decision.reply();
  }

  static List<Address> addresses(String... literals) {
    return Stream.of(literals).map(literal -> address(literal)).toList();
  }
}

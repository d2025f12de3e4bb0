package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.config.AddressText;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is in doubt about the old records as a whole: addresses of two owners, and those that pods
 * report and nothing records.
 *
 * @param doubts takes what is in doubt
 */
record OldRecordsReview(OldObjects old, List<OldRecord> records, List<Doubt> doubts) {
  OldRecordsReview {
    records = List.copyOf(records);
  }

  void review() {
    doubtOwners();
    doubtUnrecorded();
  }

  private void doubtOwners() {
    Map<String, Set<String>> owners = new LinkedHashMap<>();
    for (OldRecord each : records) {
      Entry entry = each.entry();
      if (entry.kind() != Kind.SOLO) {
        owners
            .computeIfAbsent(
                OldRecords.subject(entry.pool().space(), entry.address()),
                _ -> new LinkedHashSet<>())
            .add(entry.pod().reference() + " " + entry.ifName() + " (" + each.source() + ")");
      }
    }
    owners.forEach((subject, all) -> {
      if (all.size() > 1) {
        doubts.add(
            new Doubt(
                Doubt.Cause.TWO_OWNERS,
                subject,
                String.join(" and ", all)
                    + "; all are kept, and it is free when the last is gone"));
      }
    });
  }

  private void doubtUnrecorded() {
    Set<Address> recorded =
        records.stream().map(each -> each.entry().address()).collect(Collectors.toSet());
    Set<Cidr> ranges =
        records.stream().map(each -> each.entry().pool().cidr()).collect(Collectors.toSet());
    old.pods()
        .forEach((reference, pod) -> {
          for (Address address : pod.reportedAddresses()) {
            if (!recorded.contains(address)
                && ranges.stream().anyMatch(range -> range.contains(address))) {
              doubts.add(
                  new Doubt(
                      Doubt.Cause.UNRECORDED,
                      AddressText.format(address),
                      reference + " reports it; exclude it from its range, or restart that pod"));
            }
          }
        });
  }
}

package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By what right entries have an address recorded.
 *
 * @param pods those from which it was imported: their records there stand for it
 * @param given whether an ADD of ours gave it: then the record must be in our own word, for to
 *     whereabouts a pod of the same name is the same pod
 */
record Right(Set<String> pods, boolean given) {
  static final Right NONE = new Right(Set.of(), true);

  Right {
    pods = Set.copyOf(pods);
  }

  /** What the entries need. */
  static Map<Claim, Right> of(Collection<Entry> entries) {
    Map<Claim, Right> rights = new LinkedHashMap<>();
    for (Entry entry : entries) {
      rights.merge(
          new Claim(entry.pool(), entry.address(), entry.kind() != Kind.SOLO),
          of(entry),
          Right::and);
    }
    return rights;
  }

  private static Right of(Entry entry) {
    boolean imported =
        entry.kind() != Kind.SHARED && (entry.isImported() || isImport(entry.replaced()));
    return new Right(imported ? Set.of(entry.pod().reference()) : Set.of(), !entry.isImported());
  }

  private static boolean isImport(@Nullable Holder holder) {
    return holder != null && holder.attempt().equals(Attempt.IMPORTED);
  }

  private Right and(Right other) {
    Set<String> all = new HashSet<>(pods);
    all.addAll(other.pods);
    return new Right(all, given || other.given);
  }

  /** Whether a record for this pod may stay as it is. */
  boolean keeps(String podRef) {
    return !given && pods.contains(podRef);
  }

  /** Whether our record may take the place of one for this pod. */
  boolean mayWriteOver(String podRef) {
    return podRef.equals(BesideNames.OWNER) || (given && pods.contains(podRef));
  }
}

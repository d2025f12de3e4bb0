package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks as we wrote or read them last, and the judgement whether a state that a watch shows is
 * somebody else's doing.
 *
 * <p>A watch tells of our own writes too, late, or even before the write is answered. So states
 * that we know of are expected until they were seen, and what is seen while a write is in flight is
 * judged when it has ended. In doubt a state counts as another's: reading a block for nothing does
 * no harm.
 */
final class KnownBlocks {
  private static final int MOST_EXPECTED = 64;

  /** What a watch showed. */
  private record Sighting(ObjectMeta object, boolean removed) {}

  private static final class Known {
    final BlockId id;
    @Nullable ObjectHead head;
    boolean writing;
    Deque<String> expected = new ArrayDeque<>(1);
    List<Sighting> unjudged = List.of();

    Known(BlockId id) {
      this.id = id;
    }
  }

  private final Map<String, Known> byName = new HashMap<>();
  private boolean watched;
  private Consumer<BlockId> changed = _ -> {};
  private Consumer<String> appeared = _ -> {};

  /**
   * Tells of other people's doings from now on.
   *
   * @param blockChanged a block that we know was changed or removed
   * @param nameAppeared there is an object that we do not know
   */
  void watch(Consumer<BlockId> blockChanged, Consumer<String> nameAppeared) {
    watched = true;
    changed = blockChanged;
    appeared = nameAppeared;
  }

  @Nullable ObjectHead head(BlockId id) {
    Known known = byName.get(name(id));
    return known == null ? null : known.head;
  }

  /** The block of an object that we know, or null. */
  @Nullable BlockId id(String name) {
    Known known = byName.get(name);
    return known == null || known.head == null ? null : known.id;
  }

  /** Whether the object is as we know it. */
  boolean has(ObjectMeta object) {
    Known known = byName.get(object.name());
    return known != null
        && known.head != null
        && known.head.uid().equals(object.uid())
        && known.head.resourceVersion().equals(object.resourceVersion());
  }

  /** The blocks of objects that we know, and that are not among these. */
  List<BlockId> missing(Set<String> names) {
    List<BlockId> missing = new ArrayList<>();
    byName.forEach((name, known) -> {
      if (!names.contains(name)) {
        missing.add(known.id);
      }
    });
    return missing;
  }

  /** We read or wrote this state. */
  void is(BlockId id, ObjectHead head) {
    Known known = known(id);
    known.head = head;
    if (watched) {
      known.expected.add(head.resourceVersion());
      if (known.expected.size() > MOST_EXPECTED) {
        known.expected.remove();
      }
    }
  }

  void isGone(BlockId id) {
    Known known = byName.get(name(id));
    if (known != null) {
      known.head = null;
      forgetIfGone(known);
    }
  }

  void clear() {
    byName.clear();
  }

  /** A write of the block begins. */
  void writing(BlockId id) {
    known(id).writing = true;
  }

  /** The write ended; returns the judgement of what was seen meanwhile, to be made afterwards. */
  Runnable written(BlockId id) {
    Known known = known(id);
    List<Sighting> unjudged = known.unjudged;
    known.writing = false;
    known.unjudged = List.of();
    forgetIfGone(known);
    return () -> unjudged.forEach(this::judge);
  }

  void seen(ObjectMeta object, boolean removed) {
    judge(new Sighting(object, removed));
  }

  /** These are all objects there are. */
  void listed(List<ObjectMeta> all) {
    Set<String> names = new HashSet<>();
    for (ObjectMeta object : all) {
      names.add(object.name());
      seen(object, false);
    }
    for (Map.Entry<String, Known> each : List.copyOf(byName.entrySet())) {
      Known known = each.getValue();
      if (!names.contains(each.getKey()) && !known.writing && known.expected.isEmpty()) {
        removed(known);
      }
    }
  }

  private void judge(Sighting sighting) {
    ObjectMeta object = sighting.object();
    Known known = byName.get(object.name());
    if (known == null) {
      if (!sighting.removed()) {
        appeared.accept(object.name());
      }
      return;
    }
    if (known.writing) {
      known.unjudged = new ArrayList<>(known.unjudged);
      known.unjudged.add(sighting);
      return;
    }
    boolean same = known.head != null && known.head.uid().equals(object.uid());
    if (sighting.removed()) {
      if (same) {
        removed(known);
      }
    } else if (!same || !wasExpected(known, object.resourceVersion())) {
      changed.accept(known.id);
    }
  }

  private static boolean wasExpected(Known known, String version) {
    if (!known.expected.contains(version)) {
      return known.head != null && known.head.resourceVersion().equals(version);
    }
    while (!known.expected.remove().equals(version)) {
      // states before it will not be shown any more
    }
    return true;
  }

  private void removed(Known known) {
    known.head = null;
    forgetIfGone(known);
    changed.accept(known.id);
  }

  private void forgetIfGone(Known known) {
    if (known.head == null && !known.writing) {
      byName.remove(name(known.id));
    }
  }

  private Known known(BlockId id) {
    return byName.computeIfAbsent(name(id), _ -> new Known(id));
  }

  private static String name(BlockId id) {
    return Resource.name(id.space(), id.cidr());
  }
}

package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one configuration lets a pool give: a window, less its excludes and its gateway. */
public record Offer(Interval window, List<Interval> excludes, @Nullable Address gateway) {
  public Offer {
    excludes = List.copyOf(excludes);
  }

  static Offer of(RangeRequest range) {
    return new Offer(range.window(), range.excludes(), range.gateway());
  }
}

package dev.hereabouts.ipam.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.core.config.AddressText;
import java.io.IOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A pool with its numbers as a JSON object; numbers are decimal texts, IPv6 passes 64 bits. */
public final class PoolUseMapper {
  private PoolUseMapper() {}

  /** The numbers that such texts say; null when one is missing or no number. */
  public static @Nullable PoolUse use(String size, String used, String free) {
    try {
      BigInteger all = new BigInteger(size);
      return new PoolUse(all, Long.parseLong(used), all.subtract(new BigInteger(free)));
    } catch (NumberFormatException _) {
      return null;
    }
  }

  /** Writes one object. */
  public static void write(Pool pool, PoolUse use, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("space", pool.id().space());
    json.writeStringField("range", AddressText.format(pool.id().cidr()));
    json.writeStringField("size", use.size().toString());
    json.writeStringField("used", Long.toString(use.used()));
    json.writeStringField("free", use.free().toString());
    json.writeStringField("percent", use.percent().toPlainString());
    json.writeArrayFieldStart("networks");
    for (String network : pool.networks()) {
      json.writeString(network);
    }
    json.writeEndArray();
    PoolMapper.writeOffers(pool, json);
    json.writeNumberField("since", pool.since());
    json.writeEndObject();
  }
}

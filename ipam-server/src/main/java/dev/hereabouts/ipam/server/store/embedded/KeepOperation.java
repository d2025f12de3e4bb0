package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.PoolMapper;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeping a pool's description, which nobody waits for. */
record KeepOperation(DataFile file, Pool pool) implements Operation {
  private static final Logger LOG = LoggerFactory.getLogger(KeepOperation.class);

  @Override
  public Runnable apply() {
    try {
      String key = PoolMapper.key(pool.id());
      byte[] value = Json.encode(json -> PoolMapper.write(pool, json));
      if (!Arrays.equals(value, file.pool(key))) {
        file.putPool(key, value);
      }
      return () -> {};
    } catch (IOException e) {
      return () -> fail(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void fail(String reason) {
    LOG.warn("pool {} is not kept until it is named again: {}", pool.id(), reason);
  }
}

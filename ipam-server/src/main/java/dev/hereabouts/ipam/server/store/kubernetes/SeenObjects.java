package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.json.PoolUseMapper;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our objects with all that is wrong with them, for who looks after a cluster: one that is not
 * understood is told of among the others.
 */
public final class SeenObjects {
  private static final int POOLS_A_PAGE = 500;
  private static final int BLOCKS_A_PAGE = 250;

  private SeenObjects() {}

  /** Where pools are made. */
  public static String poolsPath() {
    return Resource.POOLS.collection;
  }

  /** Every HereaboutsPool. */
  public static Listing.Collection<SeenPool> pools() {
    return new Listing.Collection<>(
        Resource.POOLS.collection, View.WHOLE, POOLS_A_PAGE, SeenObjects::pool);
  }

  /** Every HereaboutsBlock. */
  public static Listing.Collection<SeenBlock> blocks() {
    return new Listing.Collection<>(
        Resource.BLOCKS.collection, View.WHOLE, BLOCKS_A_PAGE, SeenObjects::block);
  }

  /** The bytes of a new object for a pool that has none. */
  public static byte[] newPool(Pool pool) throws IOException {
    return PoolObject.creation(Resource.name(pool.id().space(), pool.id().cidr()), pool);
  }

  private static SeenPool pool(JsonParser json) throws IOException {
    Map<String, @Nullable Object> object = JsonTree.object(json);
    Map<String, @Nullable Object> metadata = section(object, "metadata");
    Map<String, @Nullable Object> spec = section(object, "spec");
    Map<String, @Nullable Object> status = section(object, "status");
    Pool pool = null;
    String fault = "";
    try {
      byte[] bytes = Json.encode(writer -> JsonTree.write(object, writer));
      pool = Json.decode(bytes, PoolObject::read).pool();
    } catch (IOException e) {
      fault = reason(e);
    }
    return new SeenPool(
        text(metadata, "name"),
        text(metadata, "uid"),
        text(spec, "space"),
        text(spec, "range"),
        text(status, "used"),
        PoolUseMapper.use(text(status, "size"), text(status, "used"), text(status, "free")),
        pool,
        fault);
  }

  private static SeenBlock block(JsonParser json) throws IOException {
    BlockObject object = BlockObject.read(json);
    StoredBlock block = null;
    String fault = "";
    try {
      block = object.understood().block();
    } catch (IllegalArgumentException | IOException e) {
      fault = reason(e);
    }
    ObjectHead head = object.head();
    BlockSpec spec = object.spec();
    return new SeenBlock(
        head.name(),
        properName(spec),
        head.resourceVersion(),
        head.finalizer(),
        head.deleting(),
        spec.space(),
        spec.cidr(),
        spec.entries().size(),
        block,
        fault);
  }

  private static String properName(BlockSpec spec) {
    try {
      return Resource.name(spec.space(), AddressForm.parseCidr(spec.cidr()));
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private static Map<String, @Nullable Object> section(
      Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Map<?, ?> fields ? JsonTree.copy(fields) : Map.of();
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  private static String reason(Exception failure) {
    return failure instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(failure.getMessage());
  }
}

package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.CniArgs;
import dev.hereabouts.ipam.core.config.CniCommand;
import dev.hereabouts.ipam.core.config.NetworkConfig;
import dev.hereabouts.ipam.core.config.NetworkConfigParser;
import dev.hereabouts.ipam.core.config.Parsed;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the networks of the cluster say of pools. One that is not understood says nothing. */
final class OldNetworks {
  private static final Set<String> TYPES = Set.of("whereabouts", "hereabouts");

  private final List<NetworkConfig> configs = new ArrayList<>();

  /** The text of {@code node_slice_size} by its configuration. */
  private final Map<NetworkConfig, String> sliceSizes = new HashMap<>();

  /**
   * Takes a NetworkAttachmentDefinition.
   *
   * @param config its JSON: a configuration, or a list of plugins
   */
  void take(String name, String config) {
    try {
      Map<String, @Nullable Object> read =
          Json.decode(config.getBytes(StandardCharsets.UTF_8), JsonTree::object);
      List<Tree> plugins = new Tree(read).children("plugins");
      for (Tree plugin : plugins.isEmpty() ? List.of(new Tree(read)) : plugins) {
        if (TYPES.contains(plugin.child("ipam").text("type"))) {
          takePlugin(name, read, plugin);
        }
      }
    } catch (IOException _) {
      // Multus does not understand it either, so no pod has an address by it
    }
  }

  private void takePlugin(String name, Map<String, @Nullable Object> list, Tree plugin) {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(plugin.fields());
    for (String key : List.of("cniVersion", "name")) {
      if (whole.get(key) == null && list.get(key) != null) {
        whole.put(key, list.get(key));
      }
    }
    whole.putIfAbsent("name", name);
    byte[] stdin = Json.inMemory(json -> JsonTree.write(whole, json));
    if (NetworkConfigParser.parse(CniCommand.ADD, stdin, CniArgs.NONE)
        instanceof Parsed.Valid valid) {
      configs.add(valid.config());
      sliceSizes.put(valid.config(), plugin.child("ipam").text("node_slice_size"));
    }
  }

  private Stream<NetworkConfig> of(PoolId pool) {
    return configs.stream()
        .filter(config -> config.space().equals(pool.space()))
        .filter(
            config -> config.ranges().stream().anyMatch(range -> range.cidr().equals(pool.cidr())));
  }

  boolean isSpace(String space) {
    return configs.stream().anyMatch(config -> config.space().equals(space));
  }

  /** Whether every network that uses the pool, and there is one, wants it for itself. */
  boolean isSolo(PoolId pool) {
    List<NetworkConfig> users = of(pool).toList();
    return !users.isEmpty() && users.stream().noneMatch(NetworkConfig::overlapping);
  }

  /** The spaces of the networks whose NodeSlicePool has this name and range. */
  Set<String> spacesDivided(String name, Cidr whole) {
    return configs.stream()
        .filter(config -> slicesName(config).equals(name))
        .filter(config -> !config.ranges().isEmpty())
        .filter(config -> config.ranges().getFirst().cidr().equals(whole))
        .map(NetworkConfig::space)
        .collect(Collectors.toSet());
  }

  private static String slicesName(NetworkConfig config) {
    return config.space().isEmpty() ? config.name() : config.space();
  }

  /**
   * The NodeSlicePools of the networks that divide the pool into slices of this prefix length: the
   * text of the size by the object's name.
   */
  Map<String, String> divisions(PoolId pool, int length) {
    Map<String, String> found = new TreeMap<>();
    of(pool)
        .filter(config -> config.ranges().getFirst().cidr().equals(pool.cidr()))
        .filter(config -> config.ranges().getFirst().sliceLength() == length)
        .forEach(config -> found.put(slicesName(config), sliceSizes.getOrDefault(config, "")));
    return found;
  }

  /** Whether networks of this name use the pool, and none of them divides it. */
  boolean isUndivided(PoolId pool, String network) {
    List<NetworkConfig> users = of(pool).filter(config -> config.name().equals(network)).toList();
    return !users.isEmpty()
        && users.stream()
            .flatMap(config -> config.ranges().stream())
            .noneMatch(range -> range.cidr().equals(pool.cidr()) && range.sliceLength() > 0);
  }

  /** The names of the networks that use the pool. */
  List<String> names(PoolId pool) {
    return of(pool).map(NetworkConfig::name).distinct().sorted().toList();
  }

  /** What the networks let the pool give. */
  List<Offer> offers(PoolId pool) {
    return of(pool)
        .flatMap(config -> config.ranges().stream())
        .filter(range -> range.cidr().equals(pool.cidr()))
        .map(OldNetworks::offer)
        .distinct()
        .collect(Collectors.toList());
  }

  private static Offer offer(RangeRequest range) {
    return new Offer(range.window(), range.excludes(), range.gateway());
  }
}

package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which entries are meant; all that are given must hold. */
final class EntryFilters {
  @Option(
      names = "--space",
      paramLabel = "NAME",
      description = "only of this network_name; - for where none is named")
  private @Nullable String space;

  @Option(
      names = "--range",
      paramLabel = "CIDR",
      converter = RangeConverter.class,
      description = "only of this range, such as 10.0.0.0/24")
  private @Nullable String range;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "only of the network configuration with this name")
  private @Nullable String network;

  @Option(names = "--node", paramLabel = "NAME", description = "only of pods on this node")
  private @Nullable String node;

  @Option(
      names = "--pod",
      paramLabel = "NS/NAME",
      converter = PodConverter.class,
      description = "only of this pod")
  private @Nullable String pod;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "only of pods in this namespace")
  private @Nullable String namespace;

  @Option(
      names = "--container",
      paramLabel = "ID",
      description = "only of the container whose ID starts like this")
  private @Nullable String container;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "only of interfaces of this name, such as net1")
  private @Nullable String ifName;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description = "only ordinary, solo or shared ones")
  private @Nullable String kind;

  @Option(
      names = "--within",
      paramLabel = "CIDR",
      converter = RangeConverter.class,
      description = "only addresses in here, of whatever range")
  private @Nullable String within;

  /** The service's parameters for what is given. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    add(parameters, "space", "-".equals(space) ? "" : space);
    add(parameters, "range", range);
    add(parameters, "network", network);
    add(parameters, "node", node);
    add(parameters, "pod", pod);
    add(parameters, "namespace", namespace);
    add(parameters, "container", container);
    add(parameters, "interface", ifName);
    add(parameters, "kind", kind);
    add(parameters, "within", within);
    return parameters;
  }

  /** The same in words. */
  static String described(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + " " + Printable.of(parameter.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static void add(Map<String, String> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.put(name, value);
    }
  }

  /** Reads a range in any form that configurations may have it in. */
  static final class RangeConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      AddressWithPrefix range = AddressText.parseSloppyWithPrefix(value);
      if (range == null) {
        throw new TypeConversionException(
            "'" + value + "' is no range; write it as 10.0.0.0/24 or fd00::/64");
      }
      return AddressText.format(Cidr.of(range.address(), range.prefixLength()));
    }
  }

  /** Reads an entry's kind. */
  static final class KindConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      for (Kind kind : Kind.values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(value)) {
          return value;
        }
      }
      throw new TypeConversionException("'" + value + "' is none of ordinary, solo, shared");
    }
  }

  /** Reads a pod's namespace and name. */
  static final class PodConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!Subject.isPod(value)) {
        throw new TypeConversionException(
            "'" + value + "' is no pod; write it as NAMESPACE/NAME, such as default/web-1");
      }
      return value;
    }
  }
}

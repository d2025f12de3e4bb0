package dev.hereabouts.ipam.core.config;

import static dev.hereabouts.ipam.core.config.Findings.BAD_ENVIRONMENT;

import dev.hereabouts.ipam.core.address.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of CNI_ARGS (CNI specification, "Parameters"): {@code K=V;K=V}.
 *
 * <p>Keys are case-sensitive and the last of several equal ones counts. A key that is not known is
 * an error unless IgnoreUnknown is true.
 */
final class CniArgsGrammar {
  private static final String VARIABLE = "CNI_ARGS";
  private static final String IGNORE_UNKNOWN = "IgnoreUnknown";
  private static final Set<String> KNOWN =
      Set.of(
          IGNORE_UNKNOWN,
          "IP",
          "GATEWAY",
          "K8S_POD_NAME",
          "K8S_POD_NAMESPACE",
          "K8S_POD_INFRA_CONTAINER_ID",
          "K8S_POD_UID");

  /** What is stored with every address of a pod is no longer than names in Kubernetes are. */
  private static final int MAX_NAME = 253;

  private final Findings findings;
  private final Map<String, String> values = new HashMap<>();

  private CniArgsGrammar(Findings findings) {
    this.findings = findings;
  }

  /** What the text says; what is wrong with it goes to {@code findings}. */
  static CniArgs read(String text, Findings findings) {
    return text.isEmpty() ? CniArgs.NONE : new CniArgsGrammar(findings).read(text);
  }

  private CniArgs read(String text) {
    List<String> unknown = new ArrayList<>();
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0 || equals != pair.lastIndexOf('=')) {
        error(
            VARIABLE,
            text,
            "invalid pair " + Quotation.of(pair),
            "write KEY=VALUE;KEY=VALUE with exactly one = in each pair and no ; at the end");
      } else if (KNOWN.contains(pair.substring(0, equals))) {
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
      } else {
        unknown.add(pair);
      }
    }
    if (!ignoresUnknown() && !unknown.isEmpty()) {
      error(
          VARIABLE,
          text,
          "unknown args " + unknown.stream().map(Quotation::of).toList(),
          "leave them out or add IgnoreUnknown=true");
    }
    return new CniArgs(
        name("K8S_POD_NAMESPACE"),
        name("K8S_POD_NAME"),
        name("K8S_POD_UID"),
        name("K8S_POD_INFRA_CONTAINER_ID"),
        ips(),
        gateways());
  }

  private String name(String key) {
    String name = value(key);
    if (name.length() > MAX_NAME) {
      error(
          VARIABLE + "." + key,
          name,
          key + " is too long",
          "use at most " + MAX_NAME + " characters");
    } else if (Text.isDamaged(name)) {
      error(VARIABLE + "." + key, name, key + " is no UTF-8", "write the name in UTF-8");
    }
    return name;
  }

  private boolean ignoresUnknown() {
    String value = value(IGNORE_UNKNOWN);
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> {
        if (values.containsKey(IGNORE_UNKNOWN)) {
          error(
              VARIABLE + "." + IGNORE_UNKNOWN,
              value,
              "invalid value of IgnoreUnknown",
              "write 1, 0, true or false");
        }
        yield false;
      }
    };
  }

  private List<RequestedAddress> ips() {
    return read(
        "IP",
        item -> RequestedAddresses.read(new Text(VARIABLE + ".IP", item)),
        "invalid CIDR in CNI_ARGS",
        "write an address with or without prefix length, such as 10.0.0.5/24");
  }

  private List<Address> gateways() {
    return read(
        "GATEWAY",
        AddressText::parseSloppy,
        "invalid gateway address in CNI_ARGS",
        "write an address without prefix length, such as 10.0.0.1");
  }

  /** The items of a list, but for those that {@code reader} makes null. */
  private <T> List<T> read(
      String key, Function<String, @Nullable T> reader, String message, String remedy) {
    List<T> values = new ArrayList<>();
    for (String item : items(key)) {
      T value = reader.apply(item);
      if (value == null) {
        error(VARIABLE + "." + key, item.isEmpty() ? value(key) : item, message, remedy);
      } else {
        values.add(value);
      }
    }
    return values;
  }

  private List<String> items(String key) {
    List<String> items = new ArrayList<>();
    if (!value(key).isEmpty()) {
      for (String item : value(key).split(",", -1)) {
        items.add(item.strip());
      }
    }
    return items;
  }

  private String value(String key) {
    return values.getOrDefault(key, "");
  }

  private void error(String path, String value, String message, String remedy) {
    findings.error(BAD_ENVIRONMENT, path, value, message, remedy);
  }
}

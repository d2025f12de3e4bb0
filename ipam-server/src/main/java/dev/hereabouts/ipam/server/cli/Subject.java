package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code show} is asked about. */
sealed interface Subject {
  /** The service's parameters for it. */
  Map<String, String> parameters();

  /** That the service knows no entry of it. */
  String nothingFound();

  /** An address: who holds it. */
  record OfAddress(String address) implements Subject {
    @Override
    public Map<String, String> parameters() {
      return Map.of("address", address);
    }

    @Override
    public String nothingFound() {
      return "nobody holds " + address;
    }
  }

  /** A pod: what it holds. */
  record OfPod(String reference) implements Subject {
    @Override
    public Map<String, String> parameters() {
      return Map.of("pod", reference);
    }

    @Override
    public String nothingFound() {
      return "pod " + reference + " holds nothing";
    }
  }

  /** A node: what its pods hold. */
  record OfNode(String name) implements Subject {
    @Override
    public Map<String, String> parameters() {
      return Map.of("node", name);
    }

    @Override
    public String nothingFound() {
      return "node " + name + " holds nothing";
    }
  }

  /** A range: the pools that have it, or of which it is a part. */
  record OfRange(Cidr range) implements Subject {
    @Override
    public Map<String, String> parameters() {
      return Map.of("within", AddressText.format(range));
    }

    @Override
    public String nothingFound() {
      return "no pool has the range " + AddressText.format(range);
    }
  }

  /** Whether a text has the form {@code namespace/name}. */
  static boolean isPod(String text) {
    return Converter.POD.matcher(text).matches()
        && AddressText.parseSloppy(text.substring(0, text.indexOf('/'))) == null;
  }

  /** Reads an address, a range, a pod or a node. */
  final class Converter implements ITypeConverter<Subject> {
    private static final String NAME = "[A-Za-z0-9][\\w.-]*";
    private static final Pattern POD = Pattern.compile(NAME + "/" + NAME);
    private static final Pattern NODE = Pattern.compile("node/" + NAME);
    private static final Pattern NAMED_POD = Pattern.compile("pod/" + NAME + "/" + NAME);

    @Override
    public Subject convert(String value) {
      Address address = AddressText.parseSloppy(value);
      if (address != null) {
        return new OfAddress(AddressText.format(address));
      }
      AddressWithPrefix range = AddressText.parseSloppyWithPrefix(value);
      if (range != null) {
        return new OfRange(Cidr.of(range.address(), range.prefixLength()));
      }
      String name = value.substring(value.indexOf('/') + 1);
      if (NODE.matcher(value).matches()) {
        return new OfNode(name);
      }
      if (NAMED_POD.matcher(value).matches()) {
        return new OfPod(name);
      }
      if (isPod(value)) {
        return new OfPod(value);
      }
      throw new TypeConversionException(
          "'"
              + value
              + "' is neither an address, such as 10.0.0.9 or fd00::9, nor a range, such as"
              + " 10.0.0.0/24, nor a pod, such as default/web-1, nor a node, such as"
              + " node/worker-1");
    }
  }
}

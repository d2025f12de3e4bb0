package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.AddressText;
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

  /** Whether a text has the form {@code namespace/name}. */
  static boolean isPod(String text) {
    return Converter.POD.matcher(text).matches()
        && AddressText.parseSloppy(text.substring(0, text.indexOf('/'))) == null;
  }

  /** Reads an address or a pod. */
  final class Converter implements ITypeConverter<Subject> {
    private static final Pattern POD = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");

    @Override
    public Subject convert(String value) {
      Address address = AddressText.parseSloppy(value);
      if (address != null) {
        return new OfAddress(AddressText.format(address));
      }
      if (isPod(value)) {
        return new OfPod(value);
      }
      throw new TypeConversionException(
          "'"
              + value
              + "' is neither an address, such as 10.0.0.9 or fd00::9, nor a pod, such as"
              + " default/web-1");
    }
  }
}

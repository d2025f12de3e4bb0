package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.config.AddressText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that whereabouts gives to objects: an address or range with a hyphen for each colon and
 * slash, and in a {@code network_name} that and a hyphen before it.
 */
final class OldNames {
  private static final Pattern OBJECT = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  private OldNames() {}

  /** Whether an object can have the name. */
  static boolean isObject(String name) {
    return OBJECT.matcher(name).matches();
  }

  /** The name of a range in no network. */
  static String of(Cidr range) {
    return mangled(AddressText.format(range));
  }

  /** The name of an address in no network. */
  static String of(Address address) {
    return mangled(AddressText.format(address));
  }

  /** The same in a space. */
  static String in(String space, String name) {
    return space.isEmpty() ? name : space + "-" + name;
  }

  /** Text as whereabouts makes a name of it. */
  static String mangled(String text) {
    String whole = text.endsWith(":") ? text + "0" : text;
    return whole.replace(':', '-').replace('/', '-');
  }

  /** What stands before {@code -name}; "" when it is the whole; null when it does not end so. */
  static @Nullable String prefix(String whole, String name) {
    if (whole.equals(name)) {
      return "";
    }
    return whole.endsWith("-" + name)
        ? whole.substring(0, whole.length() - name.length() - 1)
        : null;
  }

  /**
   * All that the name of a reservation may mean: addresses by the space before them, the longest
   * address first. A name of hyphens can be cut at several places.
   */
  static Map<String, Address> readings(String name) {
    Map<String, Address> readings = new LinkedHashMap<>();
    for (int start = 0; start >= 0; start = afterHyphen(name, start)) {
      String rest = name.substring(start);
      Address address = address(rest);
      if (address != null && of(address).equals(rest)) {
        readings.put(start == 0 ? "" : name.substring(0, start - 1), address);
      }
    }
    return readings;
  }

  private static int afterHyphen(String name, int start) {
    int hyphen = name.indexOf('-', start);
    return hyphen < 0 ? -1 : hyphen + 1;
  }

  private static @Nullable Address address(String name) {
    return AddressText.parseStrict(name.indexOf('.') >= 0 ? name : name.replace('-', ':'));
  }
}

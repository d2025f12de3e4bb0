package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a range in any form that configurations may have it in. */
final class CidrConverter implements ITypeConverter<Cidr> {
  @Override
  public Cidr convert(String value) {
    AddressWithPrefix range = AddressText.parseSloppyWithPrefix(value);
    if (range == null) {
      throw new TypeConversionException(
          "'" + value + "' is no range; write it as 10.0.0.0/24 or fd00::/64");
    }
    return Cidr.of(range.address(), range.prefixLength());
  }
}

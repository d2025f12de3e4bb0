package dev.hereabouts.ipam.server.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.address.Family;
import dev.hereabouts.ipam.core.allocation.Reply.AssignedAddress;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.CniVersion;
import dev.hereabouts.ipam.core.config.Dns;
import dev.hereabouts.ipam.core.config.NetworkConfig;
import dev.hereabouts.ipam.core.config.Route;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of a successful ADD in each version of the CNI specification ("Success"). */
final class CniResult {
  private final NetworkConfig config;
  private final List<AssignedAddress> addresses;

  private CniResult(NetworkConfig config, List<AssignedAddress> addresses) {
    this.config = config;
    this.addresses = addresses;
  }

  static String text(NetworkConfig config, List<AssignedAddress> addresses) {
    CniResult result = new CniResult(config, addresses);
    return CniJson.object(result::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStringField("cniVersion", config.cniVersion().text());
    if (config.cniVersion().hasOneAddressPerFamily()) {
      writeFamily(json, "ip4", Family.IPV4);
      writeFamily(json, "ip6", Family.IPV6);
    } else {
      writeAddresses(json);
      writeRoutes(json, config.routes());
    }
    if (!config.dns().isEmpty() || config.cniVersion().compareTo(CniVersion.V1_0_0) < 0) {
      writeDns(json, config.dns());
    }
  }

  private void writeAddresses(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("ips");
    for (AssignedAddress address : addresses) {
      json.writeStartObject();
      if (config.cniVersion().compareTo(CniVersion.V1_0_0) < 0) {
        json.writeStringField("version", isV4(address.address().family()) ? "4" : "6");
      }
      json.writeStringField("address", textOf(address));
      writeGateway(json, address);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeRoutes(JsonGenerator json, List<Route> routes) throws IOException {
    if (routes.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("routes");
    for (Route route : routes) {
      json.writeStartObject();
      json.writeStringField("dst", route.dst().toString());
      if (route.gw() != null) {
        json.writeStringField("gw", AddressText.format(route.gw()));
      }
      if (!config.cniVersion().hasOneAddressPerFamily()) {
        writeNumber(json, "mtu", route.mtu());
        writeNumber(json, "advmss", route.advmss());
        writeNumber(json, "priority", route.priority());
        writeNumber(json, "table", route.table());
        writeNumber(json, "scope", route.scope());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeFamily(JsonGenerator json, String name, Family family) throws IOException {
    for (AssignedAddress address : addresses) {
      if (address.address().family() == family) {
        json.writeObjectFieldStart(name);
        json.writeStringField("ip", textOf(address));
        writeGateway(json, address);
        writeRoutes(
            json,
            config.routes().stream()
                .filter(route -> route.dst().address().family() == family)
                .toList());
        json.writeEndObject();
        return;
      }
    }
  }

  private static void writeDns(JsonGenerator json, Dns dns) throws IOException {
    json.writeObjectFieldStart("dns");
    writeTexts(json, "nameservers", dns.nameservers());
    if (!dns.domain().isEmpty()) {
      json.writeStringField("domain", dns.domain());
    }
    writeTexts(json, "search", dns.search());
    writeTexts(json, "options", dns.options());
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    if (!texts.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (String text : texts) {
        json.writeString(text);
      }
      json.writeEndArray();
    }
  }

  private static void writeNumber(JsonGenerator json, String name, @Nullable Long number)
      throws IOException {
    if (number != null) {
      json.writeNumberField(name, number.longValue());
    }
  }

  private static void writeGateway(JsonGenerator json, AssignedAddress address) throws IOException {
    if (address.gateway() != null) {
      json.writeStringField("gateway", AddressText.format(address.gateway()));
    }
  }

  private static String textOf(AssignedAddress address) {
    return AddressText.formatWithPrefix(address.address(), address.prefixLength());
  }

  private static boolean isV4(Family family) {
    return family == Family.IPV4;
  }
}

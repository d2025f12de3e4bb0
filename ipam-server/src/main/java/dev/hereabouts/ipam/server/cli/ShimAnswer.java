package dev.hereabouts.ipam.server.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a call of the shim ended.
 *
 * @param result what it printed; no fields where it printed nothing
 * @param took from the start of its process to the end
 */
record ShimAnswer(int exitCode, Fields result, Duration took) {
  boolean isSuccess() {
    return exitCode == 0;
  }

  /** The error's code (CNI specification, section 5), or "". */
  String errorCode() {
    return result.text("code");
  }

  /** The addresses with their prefix lengths. */
  List<String> addresses() {
    return result.objects("ips").stream().map(ip -> ip.text("address")).toList();
  }

  /** The only address's gateway, or "". */
  String gateway() {
    return result.objects("ips").size() == 1
        ? result.objects("ips").getFirst().text("gateway")
        : "";
  }

  /** The routes' destinations. */
  List<String> routes() {
    return result.objects("routes").stream().map(route -> route.text("dst")).toList();
  }

  /** All that is in it, in few words. */
  String compact() {
    if (!isSuccess()) {
      return "error "
          + errorCode()
          + ": "
          + result.text("msg")
          + (result.text("details").isEmpty() ? "" : "; " + result.text("details"));
    }
    List<String> parts = new ArrayList<>();
    for (Fields ip : result.objects("ips")) {
      String gateway = ip.text("gateway");
      parts.add(ip.text("address") + (gateway.isEmpty() ? "" : " gateway " + gateway));
    }
    routes().forEach(destination -> parts.add("route " + destination));
    return parts.isEmpty() ? "done" : String.join(", ", parts);
  }
}

package dev.hereabouts.ipam.e2e;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a container runtime hands to a plugin: CNI variables and standard input. */
record CniCall(Map<String, String> variables, String stdin) {
  CniCall {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
  }

  static CniCall of(String command, Attachment attachment, String config) {
    return new CniCall(
        Map.of(
            "CNI_COMMAND",
            command,
            "CNI_CONTAINERID",
            attachment.containerId(),
            "CNI_IFNAME",
            attachment.ifName(),
            "CNI_NETNS",
            "/some/where",
            "CNI_PATH",
            "/opt/cni/bin",
            "CNI_ARGS",
            attachment.args()),
        config);
  }

  static CniCall add(Attachment attachment, String config) {
    return of("ADD", attachment, config);
  }

  static CniCall del(Attachment attachment, String config) {
    return of("DEL", attachment, config);
  }

  CniCall with(String variable, String value) {
    Map<String, String> changed = new TreeMap<>(variables);
    changed.put(variable, value);
    return new CniCall(changed, stdin);
  }

  CniCall without(String variable) {
    Map<String, String> changed = new TreeMap<>(variables);
    changed.remove(variable);
    return new CniCall(changed, stdin);
  }

  CniCall withStdin(String other) {
    return new CniCall(variables, other);
  }

  /** The same with a file in the place of a placeholder in the configuration. */
  CniCall naming(String placeholder, Path file) {
    return withStdin(stdin.replace(placeholder, file.toString()));
  }

  byte[] stdinBytes() {
    return stdin.getBytes(StandardCharsets.UTF_8);
  }
}

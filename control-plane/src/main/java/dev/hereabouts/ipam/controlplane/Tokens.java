package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The static tokens of a control plane's users. */
final class Tokens {
  static final String ADMIN = "admin";

  private final Map<String, String> tokens = new LinkedHashMap<>();
  private final StringBuilder file = new StringBuilder();

  Tokens(List<ControlPlaneOptions.User> users) {
    add(new ControlPlaneOptions.User(ADMIN, List.of("system:masters")));
    users.forEach(this::add);
  }

  private void add(ControlPlaneOptions.User user) {
    String token = UUID.randomUUID().toString();
    if (tokens.putIfAbsent(user.name(), token) != null) {
      throw new IllegalArgumentException("two users of the name " + user.name());
    }
    file.append(
        "%s,%s,%s,\"%s\"\n"
            .formatted(token, user.name(), user.name(), String.join(",", user.groups())));
  }

  String of(String user) {
    String token = tokens.get(user);
    if (token == null) {
      throw new IllegalArgumentException("no user " + user + ", only " + tokens.keySet());
    }
    return token;
  }

  /** Writes the file for {@code --token-auth-file}. */
  void write(Path target) throws IOException {
    Files.writeString(target, file);
  }
}

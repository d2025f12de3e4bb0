package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Pem;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The current context of a kubeconfig file: one cluster and one user of it. */
record Kubeconfig(Path file, YamlValue cluster, YamlValue user) {
  private static final String TRY_TOKEN =
      "; use a user with token, tokenFile or client-certificate. A token is made by:"
          + " kubectl create token SERVICEACCOUNT";

  static Kubeconfig read(Path file) throws ApiAccessException {
    YamlValue root = parse(file);
    String name = root.required("current-context").text();
    YamlValue context = root.required("contexts").named(name).required("context");
    String cluster = context.required("cluster").text();
    String user = context.required("user").text();
    return new Kubeconfig(
        file,
        root.required("clusters").named(cluster).required("cluster"),
        root.required("users").named(user).required("user"));
  }

  private static YamlValue parse(Path file) throws ApiAccessException {
    try {
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      return new YamlValue(file, "", new Load(settings).loadFromString(Files.readString(file)));
    } catch (IOException _) {
      throw new ApiAccessException(file + ": the file cannot be read");
    } catch (YamlEngineException e) {
      String message = String.valueOf(e.getMessage());
      throw new ApiAccessException(
          file + ": the file is no YAML: " + message.lines().findFirst().orElse(message));
    }
  }

  ApiAccess access() throws ApiAccessException {
    for (String unsupported : List.of("tls-server-name", "proxy-url")) {
      YamlValue value = cluster.field(unsupported);
      if (value != null) {
        throw value.failure("is not supported; name the server by its own address");
      }
    }
    return new ApiAccess(server(), trust(), token(), certificate());
  }

  private URI server() throws ApiAccessException {
    YamlValue server = cluster.required("server");
    try {
      URI uri = URI.create(server.text());
      boolean known = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (known && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw server.failure("is no URL of a server: " + server.text());
  }

  private Trust trust() throws ApiAccessException {
    YamlValue insecure = cluster.field("insecure-skip-tls-verify");
    if (insecure != null && insecure.truth()) {
      return new Trust.Blind();
    }
    Pem authorities = pem(cluster, "certificate-authority");
    return authorities == null ? new Trust.Everyday() : new Trust.Authorities(authorities);
  }

  private Token token() throws ApiAccessException {
    YamlValue text = user.field("token");
    YamlValue tokenFile = user.field("tokenFile");
    if (tokenFile != null) {
      Token token =
          Token.ofFile(beside(tokenFile.text()), tokenFile.file() + ": " + tokenFile.place());
      token.current();
      return token;
    }
    if (text != null) {
      return Token.fixed(text.text());
    }
    for (String unsupported : List.of("exec", "auth-provider", "username")) {
      YamlValue value = user.field(unsupported);
      if (value != null) {
        throw value.failure("is not supported" + TRY_TOKEN);
      }
    }
    return Token.NONE;
  }

  private @Nullable ClientCertificate certificate() throws ApiAccessException {
    Pem certificate = pem(user, "client-certificate");
    Pem key = pem(user, "client-key");
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null) {
      throw user.failure("has a client-key, but no client-certificate");
    }
    if (key == null) {
      throw user.failure("has a client-certificate, but no client-key");
    }
    return new ClientCertificate(certificate, key);
  }

  /** What {@code name-data} holds, else what is in the file that {@code name} names. */
  private @Nullable Pem pem(YamlValue in, String name) throws ApiAccessException {
    YamlValue data = in.field(name + "-data");
    YamlValue path = in.field(name);
    if (data != null) {
      try {
        return new Pem(Base64.getMimeDecoder().decode(data.text()));
      } catch (IllegalArgumentException _) {
        throw data.failure("is no base64");
      }
    }
    if (path == null) {
      return null;
    }
    Path source = beside(path.text());
    try {
      return new Pem(Files.readAllBytes(source));
    } catch (IOException _) {
      throw path.failure("names " + source + ", which cannot be read");
    }
  }

  private Path beside(String path) {
    return file.resolveSibling(path);
  }
}

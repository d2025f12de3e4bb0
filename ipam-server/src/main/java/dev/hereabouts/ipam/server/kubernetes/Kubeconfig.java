package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Pem;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A context of kubeconfig files: one cluster and one user, each in a file of its own. */
record Kubeconfig(YamlValue cluster, YamlValue user) {
  private static final String TRY_TOKEN =
      "; use a user with token, tokenFile, client-certificate or exec. A token is made by:"
          + " kubectl create token SERVICEACCOUNT";

  /** How to reach the cluster as the user; a command that gives credentials is run. */
  ApiAccess access(InstantSource clock) throws ApiAccessException {
    YamlValue proxy = cluster.field("proxy-url");
    if (proxy != null) {
      throw proxy.failure("is not supported; name the server by an address that needs no proxy");
    }
    YamlValue tlsName = cluster.field("tls-server-name");
    return new ApiAccess(server(), tlsName == null ? null : tlsName.text(), trust(), login(clock));
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
    if (cluster.truth("insecure-skip-tls-verify")) {
      return new Trust.Blind();
    }
    Pem authorities = pem(cluster, "certificate-authority");
    return authorities == null ? new Trust.Everyday() : new Trust.Authorities(authorities);
  }

  private Login login(InstantSource clock) throws ApiAccessException {
    YamlValue other = user.field("as");
    if (other != null) {
      throw other.failure("is not supported; use a user who has the rights");
    }
    ClientCertificate certificate = certificate();
    Token token = token();
    YamlValue exec = user.field("exec");
    if (exec == null || token.current() != null) {
      return new FixedLogin(token, certificate);
    }
    Pem authorities = pem(cluster, "certificate-authority");
    ExecCommand command = ExecCommand.read(exec, new ExecCluster(cluster, authorities));
    ExecLogin login = new ExecLogin(command, certificate, clock);
    login.fetch();
    return login;
  }

  private Token token() throws ApiAccessException {
    YamlValue text = user.field("token");
    YamlValue tokenFile = user.field("tokenFile");
    if (tokenFile != null) {
      Token token = Token.ofFile(tokenFile.path(), tokenFile.file() + ": " + tokenFile.place());
      token.current();
      return token;
    }
    if (text != null) {
      return Token.fixed(text.text());
    }
    for (String unsupported : List.of("auth-provider", "username")) {
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
  private static @Nullable Pem pem(YamlValue in, String name) throws ApiAccessException {
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
    try {
      return new Pem(Files.readAllBytes(path.path()));
    } catch (IOException _) {
      throw path.failure("names " + path.path() + ", which cannot be read");
    }
  }
}

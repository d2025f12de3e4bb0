package dev.hereabouts.ipam.server.kubernetes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Pem;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command for credentials is told of the cluster, if it wants to know. */
record ExecCluster(YamlValue cluster, @Nullable Pem authorities) {
  private static final String EXTENSION = "client.authentication.k8s.io/exec";

  Map<String, Object> fields() throws ApiAccessException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("server", cluster.required("server").text());
    YamlValue tlsName = cluster.field("tls-server-name");
    if (tlsName != null) {
      fields.put("tls-server-name", tlsName.text());
    }
    if (cluster.truth("insecure-skip-tls-verify")) {
      fields.put("insecure-skip-tls-verify", true);
    }
    if (authorities != null) {
      fields.put(
          "certificate-authority-data", Base64.getEncoder().encodeToString(authorities.bytes()));
    }
    for (YamlValue extension : cluster.items("extensions")) {
      YamlValue content = extension.field("extension");
      if (extension.required("name").text().equals(EXTENSION)
          && content != null
          && content.value() != null) {
        fields.put("config", content.value());
      }
    }
    return fields;
  }

  /** Writes what {@code KUBERNETES_EXEC_INFO} says. */
  static void writeInfo(
      String apiVersion,
      boolean interactive,
      @Nullable Map<String, Object> cluster,
      JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("apiVersion", apiVersion);
    json.writeStringField("kind", "ExecCredential");
    json.writeObjectFieldStart("spec");
    if (cluster != null) {
      json.writeFieldName("cluster");
      JsonTree.write(cluster, json);
    }
    json.writeBooleanField("interactive", interactive);
    json.writeEndObject();
    json.writeEndObject();
  }
}

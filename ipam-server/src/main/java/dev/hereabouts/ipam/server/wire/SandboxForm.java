package dev.hereabouts.ipam.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;

/** A pod and its sandbox as JSON objects, with the fields that entries have. */
final class SandboxForm {
  private SandboxForm() {}

  static void write(Pod pod, JsonGenerator json) throws IOException {
    json.writeStartObject();
    Json.writeText(json, "uid", pod.uid());
    Json.writeText(json, "namespace", pod.namespace());
    Json.writeText(json, "name", pod.name());
    json.writeEndObject();
  }

  static Pod readPod(Incoming in) throws IOException {
    String uid = "";
    String namespace = "";
    String podName = "";
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "uid" -> uid = in.text();
        case "namespace" -> namespace = in.text();
        case "name" -> podName = in.text();
        default -> in.unknown();
      }
    }
    return new Pod(uid, namespace, podName);
  }

  static void write(Holder holder, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("containerId", holder.containerId());
    json.writeStringField("node", holder.node());
    Json.writeText(json, "netns", holder.netns());
    json.writeNumberField("netnsInode", holder.netnsInode());
    writeFields(holder.attempt(), json);
    json.writeEndObject();
  }

  static Holder readHolder(Incoming in) throws IOException {
    String containerId = null;
    String node = null;
    String netns = "";
    long netnsInode = 0;
    Long epoch = null;
    Long number = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "containerId" -> containerId = in.text();
        case "node" -> node = in.text();
        case "netns" -> netns = in.text();
        case "netnsInode" -> netnsInode = in.number();
        case "epoch" -> epoch = in.number();
        case "number" -> number = in.number();
        default -> in.unknown();
      }
    }
    Attempt attempt = new Attempt(in.required("epoch", epoch), in.required("number", number));
    return new Holder(
        in.required("containerId", containerId),
        in.required("node", node),
        netns,
        netnsInode,
        attempt);
  }

  /** Writes the attempt's fields into the object that the generator is in. */
  static void writeFields(Attempt attempt, JsonGenerator json) throws IOException {
    json.writeNumberField("epoch", attempt.epoch());
    json.writeNumberField("number", attempt.number());
  }
}

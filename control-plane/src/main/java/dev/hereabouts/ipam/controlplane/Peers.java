package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The programs that we are compared with or take over from, which are not built here: files named
 * {@code whereabouts} and {@code multus} in the directory that {@code PEERS_BIN} names.
 */
public final class Peers {
  private static final String COLLECTIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String GROUP = "/apis/whereabouts.cni.cncf.io/v1alpha1/";

  private final Map<String, String> environment;

  /**
   * @param environment the variables of the process
   */
  public Peers(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Those that this process's environment names. */
  public static Peers ofThisUser() {
    return new Peers(System.getenv());
  }

  /** The real whereabouts plugin. */
  public Path whereabouts() throws ProgramUnavailableException {
    return find("whereabouts");
  }

  /** A program's file, or the reason for which a test of it is skipped. */
  public Path find(String name) throws ProgramUnavailableException {
    String directory = environment.getOrDefault("PEERS_BIN", "");
    if (directory.isEmpty()) {
      throw new ProgramUnavailableException(
          "PEERS_BIN is not set: no directory is named that has the real " + name);
    }
    Path file = Path.of(directory, name);
    if (!Files.isExecutable(file)) {
      throw new ProgramUnavailableException(
          "PEERS_BIN is %s, and there is no program %s in it".formatted(directory, name));
    }
    return file;
  }

  /** Makes the definitions of whereabouts' custom resources; returns when they are served. */
  public static void defineWhereabouts(KubernetesApi api) throws IOException, InterruptedException {
    for (String definition : definitions()) {
      api.create(COLLECTIONS, definition).successful();
    }
    for (String plural : List.of("ippools", "overlappingrangeipreservations", "nodeslicepools")) {
      api.waitUntilServed(GROUP + plural);
    }
  }

  private static List<String> definitions() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(Peers.class.getResourceAsStream("whereabouts.yaml"))) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^---$")).skip(1).toList();
    }
  }
}

package dev.hereabouts.ipam.server.whereabouts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container that runs whereabouts' reconciler or control loop. They delete records by rules of
 * their own, those of addresses that are held here, too.
 */
public record OldController(Kind kind, String namespace, String workload, String container) {
  private static final List<String> PROGRAMS = List.of("ip-reconciler", "ip-control-loop");

  /** The workloads that may have one. */
  public enum Kind {
    DAEMON_SET("daemonset", "apps/v1", "delete it, or give it a nodeSelector that no node has"),
    DEPLOYMENT("deployment", "apps/v1", "scale it to 0"),
    CRON_JOB("cronjob", "batch/v1", "suspend it");

    private final String word;
    private final String group;
    private final String remedy;

    Kind(String word, String group, String remedy) {
      this.word = word;
      this.group = group;
      this.remedy = remedy;
    }

    /** The path of the collection. */
    public String path() {
      return "/apis/" + group + "/" + word + "s";
    }
  }

  /** For people. */
  public String text() {
    return "container %s of %s %s/%s".formatted(container, kind.word, namespace, workload);
  }

  /** How to stop it, for people. */
  public String remedy() {
    return kind.remedy;
  }

  /** Those of a workload, told by names, images and commands; none when it runs no pods. */
  public static List<OldController> of(Kind kind, Map<String, @Nullable Object> workload) {
    Tree object = new Tree(workload);
    Tree metadata = object.child("metadata");
    List<OldController> found = new ArrayList<>();
    if (isOff(object)) {
      return found;
    }
    for (Tree container : podOf(object).children("containers")) {
      if (runsOne(container)) {
        found.add(
            new OldController(
                kind, metadata.text("namespace"), metadata.text("name"), container.text("name")));
      }
    }
    return found;
  }

  private static boolean isOff(Tree object) {
    Tree spec = object.child("spec");
    Tree status = object.child("status");
    boolean nowhere =
        "0".equals(status.text("desiredNumberScheduled"))
            && status
                .text("observedGeneration")
                .equals(object.child("metadata").text("generation"));
    return "0".equals(spec.text("replicas"))
        || Boolean.TRUE.equals(spec.fields().get("suspend"))
        || nowhere;
  }

  private static Tree podOf(Tree object) {
    Tree spec = object.child("spec");
    Tree owner = spec.has("jobTemplate") ? spec.child("jobTemplate").child("spec") : spec;
    return owner.child("template").child("spec");
  }

  private static boolean runsOne(Tree container) {
    return Stream.of(
            Stream.of(container.text("name"), container.text("image")),
            container.texts("command").stream(),
            container.texts("args").stream())
        .flatMap(each -> each)
        .anyMatch(text -> PROGRAMS.stream().anyMatch(text::contains));
  }
}

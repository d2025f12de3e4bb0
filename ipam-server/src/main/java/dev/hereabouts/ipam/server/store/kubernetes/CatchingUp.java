package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ListOutcome;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure of the blocks that are known: lists the versions that there are now, and reads the
 * blocks of which another one is known, or none.
 *
 * <p>A block whose version the list confirms is as it was when the list was made; one that was read
 * is younger. So all is known that was written before, whatever a watch has missed.
 */
final class CatchingUp {
  /** More are read sooner by listing all of them. */
  private static final int MOST_READ = 100;

  private static final int OBJECTS_A_PAGE = 1_000;

  private final ApiServer api;
  private final KnownBlocks blocks;
  private final Consumer<Outcome> done;
  private final List<BlockObject.Read> read = new ArrayList<>();
  private String version = "";
  private List<BlockId> missing = List.of();
  private int awaited;
  private @Nullable String failure;

  /** How it ended. Nothing that is known was altered. */
  sealed interface Outcome {
    /**
     * It is known what differs.
     *
     * @param changed the blocks as they are now
     * @param gone those that are no more
     * @param version to watch from
     */
    record Differences(List<BlockObject.Read> changed, List<BlockId> gone, String version)
        implements Outcome {}

    /** So much differs that all is to be read. */
    record TooMany() implements Outcome {}

    record Failed(String reason) implements Outcome {}
  }

  CatchingUp(ApiServer api, KnownBlocks blocks, Consumer<Outcome> done) {
    this.api = api;
    this.blocks = blocks;
    this.done = done;
  }

  void start() {
    Listing.read(
        api,
        new Listing.Collection<>(
            Resource.BLOCKS.collection, View.METADATA, OBJECTS_A_PAGE, ObjectMeta::read),
        outcome -> {
          switch (outcome) {
            case ListOutcome.Failed<ObjectMeta>(String reason) ->
                done.accept(new Outcome.Failed(reason));
            case ListOutcome.Listed<ObjectMeta> listed -> compare(listed);
          }
        });
  }

  private void compare(ListOutcome.Listed<ObjectMeta> listed) {
    Set<String> names = new HashSet<>();
    List<String> differing = new ArrayList<>();
    for (ObjectMeta object : listed.items()) {
      names.add(object.name());
      if (!blocks.has(object)) {
        differing.add(object.name());
      }
    }
    version = listed.resourceVersion();
    missing = blocks.missing(names);
    if (differing.size() > MOST_READ) {
      done.accept(new Outcome.TooMany());
      return;
    }
    awaited = differing.size();
    if (awaited == 0) {
      end();
    }
    differing.forEach(
        name -> api.get(Resource.BLOCKS.path(name), outcome -> answered(name, outcome)));
  }

  private void answered(String name, ApiOutcome outcome) {
    switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> failure = reason;
      case ApiOutcome.Answered answer when Answers.isSuccess(answer) -> {
        try {
          read.add(Json.decode(answer.body(), BlockObject::readBlock));
        } catch (IOException e) {
          failure = String.valueOf(e.getMessage());
        }
      }
      case ApiOutcome.Answered answer when Answers.isObjectMissing(answer) -> {
        BlockId block = blocks.id(name);
        if (block != null) {
          missing.add(block);
        }
      }
      case ApiOutcome.Answered answer -> failure = Answers.readFailure(answer);
    }
    awaited--;
    if (awaited == 0) {
      end();
    }
  }

  private void end() {
    done.accept(
        failure == null
            ? new Outcome.Differences(read, missing, version)
            : new Outcome.Failed(failure));
  }
}

package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.EntryTexts;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * One write of a block.
 *
 * <p>A block with entries has our finalizer, so no hand's delete loses it. Its removal therefore is
 * two requests: one takes entries and finalizer away, the next deletes what it left.
 */
final class BlockCommit {
  /** Unknown fields are refused, not dropped. */
  private static final String STRICT = "?fieldValidation=Strict";

  private final ApiServer api;
  private final KnownBlocks blocks;
  private final EntryTexts<SerializedString> texts;
  private final BlockId id;
  private final String name;
  private final Consumer<CommitOutcome> done;

  BlockCommit(
      ApiServer api,
      KnownBlocks blocks,
      EntryTexts<SerializedString> texts,
      BlockId id,
      Consumer<CommitOutcome> done) {
    this.api = api;
    this.blocks = blocks;
    this.texts = texts;
    this.id = id;
    this.done = done;
    name = Resource.name(id.space(), id.cidr());
  }

  void start(BlockWrite write) {
    switch (write) {
      case BlockWrite.Put put -> {
        if (put.basedOn() == null) {
          put(ObjectHead.ofNew(name), put);
        } else {
          basedOn(put.basedOn(), head -> put(head, put));
        }
      }
      case BlockWrite.Remove remove -> basedOn(remove.basedOn(), this::remove);
    }
  }

  /** Goes on with the head of that version, which is read if it is not the one we know. */
  private void basedOn(Version version, Consumer<ObjectHead> next) {
    ObjectHead known = blocks.head(id);
    if (known != null && known.resourceVersion().equals(version.text())) {
      next.accept(known);
      return;
    }
    new BlockRead(api, blocks, id)
        .start(outcome -> {
          ObjectHead now = blocks.head(id);
          switch (outcome) {
            case ReadOutcome.Failed(String reason) ->
                done.accept(new CommitOutcome.Unknown(reason));
            case ReadOutcome.Absent() -> done.accept(new CommitOutcome.Conflict());
            case ReadOutcome.Found found -> {
              if (now != null && found.block().version().equals(version)) {
                next.accept(now);
              } else {
                done.accept(new CommitOutcome.Conflict());
              }
            }
          }
        });
  }

  private void put(ObjectHead head, BlockWrite.Put put) {
    boolean stays = head.deleting() && head.finalizer();
    write(head, put.writer(), put.entries(), stays || !put.entries().isEmpty(), done);
  }

  private void remove(ObjectHead head) {
    if (!head.finalizer()) {
      delete(head, false);
      return;
    }
    write(
        head,
        "",
        List.of(),
        false,
        outcome -> {
          ObjectHead emptied = blocks.head(id);
          if (outcome instanceof CommitOutcome.Committed && emptied != null) {
            delete(emptied, true);
          } else {
            done.accept(outcome);
          }
        });
  }

  private void write(
      ObjectHead head,
      String writer,
      List<Entry> entries,
      boolean withFinalizer,
      Consumer<CommitOutcome> then) {
    try {
      BlockSpec spec =
          new BlockSpec(
              id.space(),
              AddressForm.format(id.cidr()),
              writer,
              entries.size(),
              texts.of(id, entries));
      send(new BlockObject(head, spec), withFinalizer, false, then);
    } catch (IOException e) {
      then.accept(new CommitOutcome.Rejected("no JSON: " + e.getMessage()));
    }
  }

  private void send(
      BlockObject object, boolean withFinalizer, boolean touch, Consumer<CommitOutcome> then)
      throws IOException {
    byte[] body = object.encode(withFinalizer, touch);
    boolean isNew = object.head().resourceVersion().isEmpty();
    api.request(
        isNew ? Verb.POST : Verb.PUT,
        (isNew ? Resource.BLOCKS.collection : Resource.BLOCKS.path(name)) + STRICT,
        body,
        outcome -> {
          switch (outcome) {
            case ApiOutcome.NoAnswer(String reason) ->
                then.accept(new CommitOutcome.Unknown(reason));
            case ApiOutcome.Answered answer when Answers.isSuccess(answer) ->
                answered(object, withFinalizer, answer, then);
            case ApiOutcome.Answered answer -> then.accept(Answers.failure(answer));
          }
        });
  }

  /**
   * A PUT that alters nothing is no write: it is sent again with something to alter. The PUT that
   * takes the last finalizer from a deleted object removes it, and moves no version either.
   */
  private void answered(
      BlockObject sent,
      boolean withFinalizer,
      ApiOutcome.Answered answer,
      Consumer<CommitOutcome> then) {
    try {
      BlockObject stored = Json.decode(answer.body(), BlockObject::read);
      boolean removed = sent.head().deleting() && !withFinalizer;
      if (!removed && stored.head().resourceVersion().equals(sent.head().resourceVersion())) {
        send(sent, withFinalizer, true, then);
      } else {
        then.accept(written(sent.spec(), stored));
      }
    } catch (IOException e) {
      then.accept(new CommitOutcome.Unknown("the answer is not understood: " + e.getMessage()));
    }
  }

  private CommitOutcome written(BlockSpec sent, BlockObject stored) {
    blocks.is(id, stored.head());
    List<String> differences = sent.differences(stored.spec());
    return differences.isEmpty()
        ? new CommitOutcome.Committed(new Version(stored.head().resourceVersion()))
        : new CommitOutcome.Rejected(
            "the API server stored something else than it was sent in "
                + String.join(", ", differences)
                + "; are the custom resource definitions older than this program,"
                + " or does a webhook change them?");
  }

  private void delete(ObjectHead head, boolean emptied) {
    byte[] preconditions =
        Json.inMemory(json -> {
          json.writeStartObject();
          json.writeStringField("apiVersion", "v1");
          json.writeStringField("kind", "DeleteOptions");
          json.writeObjectFieldStart("preconditions");
          json.writeStringField("uid", head.uid());
          json.writeStringField("resourceVersion", head.resourceVersion());
          json.writeEndObject();
          json.writeEndObject();
        });
    api.request(
        Verb.DELETE,
        Resource.BLOCKS.path(name),
        preconditions,
        outcome -> done.accept(deleted(outcome, emptied)));
  }

  private CommitOutcome deleted(ApiOutcome outcome, boolean emptied) {
    return switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> new CommitOutcome.Unknown(reason);
      case ApiOutcome.Answered answer
          when Answers.isSuccess(answer) || (emptied && Answers.isObjectMissing(answer)) -> {
        blocks.isGone(id);
        yield new CommitOutcome.Committed(null);
      }
      case ApiOutcome.Answered answer -> {
        CommitOutcome failure = Answers.failure(answer);
        yield emptied && failure instanceof CommitOutcome.Rejected(String reason)
            ? new CommitOutcome.Unknown("emptied, but not deleted: " + reason)
            : failure;
      }
    };
  }
}

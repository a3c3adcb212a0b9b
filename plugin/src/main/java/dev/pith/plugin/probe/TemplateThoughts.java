package dev.pith.plugin.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.ThoughtForm;
import dev.pith.plugin.dialect.stop.Rendering;
import dev.pith.plugin.dialect.stop.ServerCall;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.JsonCall;
import dev.pith.plugin.upstream.RecipeCall.Route;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds out whether the template of a model leaves the thinking of earlier turns out: many do, and
 * then nothing is saved by sending it in short. The server is shown a conversation of our own, once
 * for each model, and asked for the prompt that it makes of it; nothing is generated.
 *
 * <p>Nothing is waited for: what is not known counts as not left out. Thread-safe.
 */
public final class TemplateThoughts {

  private static final Duration RETRY = Duration.ofMinutes(5);

  /** Clients choose the names of models. */
  private static final int MAX_MODELS = 1_000;

  private static final String QUESTION = "Which number is seventeen times twenty-three";
  private static final String THOUGHT = "seventeen twenties and seventeen threes";

  private final ContinuationShape shape;
  private final Duration deadline;
  private final LongSupplier nanoTime;
  private final Map<Asked, Found> found =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Found> eldest) {
          return size() > MAX_MODELS;
        }
      };

  private record Asked(String model, ThoughtForm form) {}

  /**
   * What is known.
   *
   * @param leftOut empty while it is not known
   * @param atNanos when it was asked
   */
  private record Found(Optional<Boolean> leftOut, long atNanos) {}

  /**
   * Knows nothing yet.
   *
   * @param deadline how long one call may take
   * @param nanoTime a clock, as {@link System#nanoTime}
   */
  public TemplateThoughts(ContinuationShape shape, Duration deadline, LongSupplier nanoTime) {
    this.shape = shape;
    this.deadline = deadline;
    this.nanoTime = nanoTime;
  }

  /**
   * Tells whether the thinking of earlier turns is known to be left out; what is not known is found
   * out beside.
   *
   * @param kind what the server is
   * @param route where it is asked; its calls are made on the current Vert.x context
   */
  public boolean leftOut(String model, ThoughtForm form, ServerKind kind, Route route) {
    Asked asked = new Asked(model, form);
    synchronized (found) {
      long now = nanoTime.getAsLong();
      Found known = found.get(asked);
      if (known != null && (known.leftOut.isPresent() || now - known.atNanos < RETRY.toNanos())) {
        return known.leftOut.orElse(false);
      }
      found.put(asked, new Found(Optional.empty(), now));
    }
    Rendering rendering = new Rendering(kind, shape, conversation(asked));
    rendering.question().ifPresent(call -> ask(asked, rendering, call, route));
    return false;
  }

  private void ask(Asked asked, Rendering rendering, ServerCall call, Route route) {
    route
        .ask(call, deadline)
        .reply()
        .compose(
            reply ->
                rendering
                    .detokenize(reply.json())
                    .map(ids -> route.ask(ids, deadline).reply())
                    .orElse(Future.succeededFuture(reply)))
        .map(JsonCall.Reply::json)
        .map(rendering::prompt)
        .onSuccess(
            prompt ->
                prompt
                    .filter(text -> text.contains(QUESTION))
                    .ifPresent(text -> learn(asked, !text.contains(THOUGHT))));
  }

  private void learn(Asked asked, boolean leftOut) {
    synchronized (found) {
      found.put(asked, new Found(Optional.of(leftOut), nanoTime.getAsLong()));
    }
  }

  private static ChatRequest conversation(Asked asked) {
    ObjectNode body = Json.object();
    if (!asked.model.isEmpty()) {
      body.put("model", asked.model);
    }
    ObjectNode answer = Json.object().put("role", "assistant");
    if (asked.form == ThoughtForm.MEMBER) {
      answer.put("content", "391").put("reasoning_content", THOUGHT).put("reasoning", THOUGHT);
    } else {
      answer.put("content", "<think>\n" + THOUGHT + "\n</think>\n\n391");
    }
    body.putArray("messages")
        .add(Json.object().put("role", "user").put("content", QUESTION + "?"))
        .add(answer)
        .add(Json.object().put("role", "user").put("content", "And plus one?"));
    try {
      return ChatRequest.parse(Json.write(body).getBytes(StandardCharsets.UTF_8));
    } catch (BadChatRequestException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

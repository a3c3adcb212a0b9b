package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.trace.ThinkTags;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream of one piece of a text that a model writes call by call, as one text with its
 * think tags: the next call goes on from exactly this.
 *
 * <p>Where a server sends thinking on a channel of its own, the tags are put around it again; where
 * the text so far has left its thinking, what comes on that channel is text, as some servers
 * misfile what goes on from a prefill. Odd input never throws. It holds the text of its stream. Not
 * thread-safe.
 */
public final class StepStream {

  private final ContinuationShape shape;
  private final TokenCounter counter = new TokenCounter();
  private final StringBuilder text = new StringBuilder();

  private boolean fresh;
  private boolean channels;
  private boolean thinking;
  private boolean ended;
  private boolean terminated;
  private boolean failed;
  private String finish = "";
  private String stop = "";
  private boolean stopTold;
  private @Nullable UpstreamError error;
  private OptionalLong prompt = OptionalLong.empty();
  private OptionalLong cached = OptionalLong.empty();

  /**
   * Begins to read.
   *
   * @param shape how the model's template writes thinking
   * @param before what was written before; empty for a whole answer
   * @param channels whether the calls before had thinking on a channel of its own
   */
  public StepStream(ContinuationShape shape, String before, boolean channels) {
    this.shape = shape;
    this.channels = channels;
    fresh = before.isEmpty();
    thinking = leavesThinkingOpen(before);
  }

  /** Reads the next event. */
  public void onEvent(SseEvent event) {
    ChatChunk chunk = ChatChunk.read(event);
    switch (chunk.kind()) {
      case CHUNK -> onChunk(chunk);
      case ERROR -> {
        failed = true;
        error = chunk.error();
      }
      case DONE -> terminated = true;
      case OPAQUE -> {}
    }
  }

  /** The connection has ended. */
  public void onEnd() {
    terminated = true;
  }

  /** Returns what was written, from the end of the text before on. */
  public String text() {
    return text.toString();
  }

  /** Tells whether thinking came on a channel of its own, in this call or before. */
  public boolean channels() {
    return channels;
  }

  /** Returns how the stream ended, or that it goes on. */
  public StreamEnd end() {
    if (failed) {
      return StreamEnd.FAILED;
    }
    if (!terminated) {
      return StreamEnd.RUNNING;
    }
    return ended ? StreamEnd.COMPLETE : StreamEnd.BROKEN;
  }

  /** Returns the finish reason as the server wrote it; empty before it has come. */
  public String finish() {
    return finish;
  }

  /**
   * Returns the stop text that ended it; empty if the model did, or if the server does not say: see
   * {@link #tellsStop}.
   */
  public Optional<String> stop() {
    return stop.isEmpty() ? Optional.empty() : Optional.of(stop);
  }

  /** Tells whether the server says what ended it: {@code stop_reason}, {@code matched_stop}. */
  public boolean tellsStop() {
    return stopTold;
  }

  /** Returns the error that the server reported, if it did. */
  public Optional<UpstreamError> error() {
    return Optional.ofNullable(error);
  }

  /** Returns the tokens of the prompt, if they were told. */
  public OptionalLong promptTokens() {
    return prompt;
  }

  /** Returns how many of them came from a cache, if that was told. */
  public OptionalLong cachedTokens() {
    return cached;
  }

  /** Returns the tokens that were generated, if they were counted. */
  public OptionalLong tokens() {
    return counter.count().exact();
  }

  private void onChunk(ChatChunk chunk) {
    counter.onChunk(chunk);
    onReasoning(chunk.reasoning());
    onContent(chunk.content());
    prompt = newer(prompt, chunk.promptTokens());
    UsageReport told = UsageReport.ofAnswer(chunk.root());
    cached = newer(cached, told.cachedTokens());
    String reason = chunk.finishReason();
    if (reason != null && !ended) {
      ended = true;
      finish = reason;
      failed = ChatChunk.isFailure(reason);
      onStop(chunk.choice());
    }
  }

  private void onStop(JsonNode choice) {
    for (String member : new String[] {"stop_reason", "matched_stop"}) {
      JsonNode what = choice.path(member);
      stopTold |= !what.isMissingNode();
      stop = what.isTextual() ? what.textValue() : stop;
    }
  }

  private void onReasoning(String piece) {
    if (piece.isEmpty()) {
      return;
    }
    channels = true;
    boolean opens = fresh && text.toString().isBlank();
    text.append(opens ? shape.open(piece) : piece);
    thinking |= opens;
    fresh = false;
  }

  private void onContent(String piece) {
    if (!channels || !thinking || piece.contains(shape.endTag())) {
      text.append(piece);
      fresh &= piece.isBlank();
      thinking &= !piece.contains(shape.endTag());
    } else if (!piece.isBlank()) { // white space between the channels is neither
      String closed = shape.close(text.toString());
      text.setLength(0);
      text.append(closed).append(piece.stripLeading());
      thinking = false;
    }
  }

  private static boolean leavesThinkingOpen(String text) {
    int start = -1;
    int end = -1;
    for (ThinkTags pair : ThinkTags.KNOWN) {
      start = Math.max(start, text.lastIndexOf(pair.start()));
      end = Math.max(end, text.lastIndexOf(pair.end()));
    }
    return start > end;
  }

  private static OptionalLong newer(OptionalLong before, OptionalLong now) {
    return now.isPresent() ? now : before;
  }
}

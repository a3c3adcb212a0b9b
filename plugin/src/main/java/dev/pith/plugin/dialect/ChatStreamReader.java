package dev.pith.plugin.dialect;

import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that tells thinking from answer in one stream of chat chunks.
 *
 * <p>Events come in, what they mean goes out to a {@link Listener}. Between two events the reader
 * also answers for the event it read last: {@link #forClient()} is what the client gets of it,
 * {@link #cutAt} is what the client gets if the thinking ends inside it.
 *
 * <p>Odd input never throws. Instances serve one stream and are not thread-safe.
 */
public final class ChatStreamReader {

  /**
   * Receives what one event means, in order, on the thread of {@link #onEvent}. Texts are never
   * empty. A method that is not overridden ignores its news.
   */
  public interface Listener {
    /** A block of thinking begins, on routes that say so; its text may stay hidden. */
    default void onThinkingBegins() {}

    /** Thinking goes on. */
    default void onReasoning(String text) {}

    /** The answer goes on; white space before its first letter is not reported. */
    default void onAnswer(String text) {}

    /** The model calls a tool; from here on the request is not cut. */
    default void onToolCall() {}

    /** A usage report came; a later one replaces it. */
    default void onUsage(UsageReport usage) {}

    /** The finish reason came, as the upstream wrote it. */
    default void onFinish(String reason) {}

    /** The upstream reported an error inside its stream. */
    default void onError(UpstreamError error) {}

    /** The event is not for us: a comment, garbage, or a piece of an oversized event. */
    default void onOpaque() {}
  }

  private static final byte[] NOTHING = {};

  private final ClientView view;
  private final boolean startsInside;
  private final Listener listener;
  private final StreamShape shape = new StreamShape();
  private final TokenCounter counter = new TokenCounter();
  private final TokenTrail trail = new TokenTrail();
  private ThinkTagParser tags;

  private Phase phase = Phase.BEFORE;
  private StreamEnd end = StreamEnd.RUNNING;
  private boolean terminated;
  private boolean endedInsideThinking;
  private @Nullable UpstreamError error;
  private OptionalLong promptTokens = OptionalLong.empty();
  private OptionalLong cachedTokens = OptionalLong.empty();
  private OptionalLong cacheWrittenTokens = OptionalLong.empty();
  private long reasoningChars;
  private @Nullable SurprisalCapture capture;
  private boolean idsWithoutText;
  private boolean unreadData;

  private SseEvent lastEvent = SseEvent.of(null, null, NOTHING);
  private ChatChunk lastChunk = ChatChunk.read(lastEvent);
  private int lastInlineChars;
  private TokenCount tokensBeforeLast = counter.count();

  ChatStreamReader(ClientView view, boolean startsInside, Listener listener) {
    this.view = view;
    this.startsInside = startsInside;
    this.listener = listener;
    this.tags = newTagParser(startsInside);
  }

  /** Reads the next event of the stream. */
  public void onEvent(SseEvent event) {
    lastEvent = event;
    lastChunk = ChatChunk.read(event);
    lastInlineChars = 0;
    tokensBeforeLast = counter.count();
    switch (lastChunk.kind()) {
      case CHUNK -> onChunk(lastChunk);
      case ERROR -> onError(lastChunk.error());
      case DONE -> {
        terminated = true;
        settle();
      }
      case OPAQUE -> {
        unreadData |= event.data() != null || event.oversized();
        listener.onOpaque();
      }
    }
  }

  /** The connection has ended. */
  public void onEnd() {
    if (phase != Phase.DONE) {
      tags.onEnd();
    }
    settle();
  }

  /**
   * Returns the bytes to send to the client for the event that was read last: its own bytes, or
   * without what Pith asked for and the client did not (empty if nothing else was in it).
   */
  public byte[] forClient() {
    return view.of(lastEvent, lastChunk, phase == Phase.DONE);
  }

  /** Returns the same, with what Pith did to the answer in the event. */
  public byte[] forClient(PithReport report) {
    JsonEdit edit = view.hiding(lastChunk, phase == Phase.DONE);
    return ClientView.edited(lastEvent, edit.set("/pith", Json.write(report.toJson())));
  }

  /**
   * Returns whether the thinking may be cut now: the model thinks, no half tag is open, no token
   * has come whose text is still missing, and all that the client was sent could be read. If not,
   * ask again after the next event, or drop the cut when the phase is {@link Phase#ANSWER} or
   * later.
   */
  public boolean canCut() {
    return phase == Phase.THINKING
        && end == StreamEnd.RUNNING
        && tags.held().isEmpty()
        && !idsWithoutText
        && !unreadData;
  }

  /**
   * Returns the last event with its thinking cut; valid only if {@link #canCut()}.
   *
   * @param atChars characters of thinking to keep, counted from the start of the thinking. Nothing
   *     of earlier events can be taken back, so the cut falls no earlier than the start of the last
   *     event and no later than its end; if the client has the last event already, pass {@link
   *     #reasoningChars()}.
   */
  public CutEvent cutAt(long atChars) {
    if (!canCut()) {
      throw new IllegalStateException("no cut is possible in phase " + phase + ", " + end);
    }
    boolean inline = lastInlineChars > 0;
    String text = inline ? lastChunk.content() : lastChunk.reasoning();
    int movable = inline ? Math.min(lastInlineChars, text.length()) : text.length();
    long at = Math.max(reasoningChars - movable, Math.min(atChars, reasoningChars));
    int keep = text.length() - (int) (reasoningChars - at);
    if (splitsPair(text, keep)) {
      keep++;
      at++;
    }
    if (at == reasoningChars) {
      return new CutEvent(forClient(), at, counter.count());
    }
    TokenCount kept = at == reasoningChars - movable ? tokensBeforeLast : counter.count();
    JsonEdit edit = view.hiding(lastChunk, false);
    lastChunk.keep(inline, text.substring(0, keep), edit);
    byte[] bytes = keep > 0 || lastChunk.hasRole() ? ClientView.edited(lastEvent, edit) : NOTHING;
    return new CutEvent(bytes, at, kept);
  }

  /** Returns where the stream stands. */
  public Phase phase() {
    return phase;
  }

  /** Returns how the stream ended, or that it goes on. */
  public StreamEnd end() {
    return end;
  }

  /** Returns whether the terminator has come: nothing of interest follows. */
  public boolean terminated() {
    return terminated;
  }

  /** Returns the error the upstream reported, if it did. */
  public Optional<UpstreamError> error() {
    return Optional.ofNullable(error);
  }

  /** Returns the characters of thinking so far (UTF-16 units). */
  public long reasoningChars() {
    return reasoningChars;
  }

  /** Returns the tokens generated so far, thinking and answer, from the best source seen. */
  public TokenCount tokens() {
    return counter.count();
  }

  /** Returns how many tokens of the last event came with their log-probabilities. */
  public int logProbEntries() {
    return lastChunk.logprobEntries();
  }

  /** Returns the sum of the log-probabilities of the last event. */
  public double logProbSum() {
    return lastChunk.logProbSum();
  }

  /** Returns the tokens of the prompt, if the stream has told them. */
  public OptionalLong promptTokens() {
    return promptTokens;
  }

  /**
   * Returns whether thinking and answer could not be told apart: an end tag without a start, or a
   * model that should have started inside its thinking and never ended it.
   */
  public boolean channelUnclear() {
    return endedInsideThinking || (tags.beganInside() && !startsInside);
  }

  /** Returns the id of the answer, which its server knows it by; empty before it has come. */
  public String id() {
    return shape.identity("id");
  }

  /** Returns the server's build as its chunks name it; empty if they do not. */
  public String fingerprint() {
    return shape.identity("system_fingerprint");
  }

  /** Returns the token ids of the stream, as far as it carried them. */
  public TokenTrail trail() {
    return trail;
  }

  /** Lets the thinking and its log-probabilities be captured, from the next event on. */
  public void captureInto(SurprisalCapture surprisal) {
    capture = surprisal;
  }

  /** Returns how this stream writes its chunks, as far as it has shown. */
  StreamShape shape() {
    return shape;
  }

  /** Returns what is known of the prompt: its tokens, and what a cache had and got of them. */
  UsageReport promptUsage() {
    return new UsageReport(
        promptTokens,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        cachedTokens,
        cacheWrittenTokens);
  }

  private void onChunk(ChatChunk chunk) {
    shape.onChunk(chunk);
    counter.onChunk(chunk);
    promptTokens = newer(promptTokens, chunk.promptTokens());
    cachedTokens = newer(cachedTokens, chunk.cachedTokens());
    if (capture != null && (phase == Phase.BEFORE || phase == Phase.THINKING)) {
      capture.onLogProbs(chunk.choice().path("logprobs"));
    }
    idsWithoutText = !chunk.hasOutput() && (idsWithoutText || chunk.tokenIds().orElse(0) > 0);
    String reasoning = chunk.reasoning();
    if (!reasoning.isEmpty()) {
      if (phase == Phase.BEFORE || (startsInside && tags.beganInside())) {
        // The server tells the channels apart, so its content begins outside of any thinking.
        tags = newTagParser(false);
      }
      reasoning(reasoning);
    }
    String content = chunk.content();
    if (phase == Phase.DONE) {
      answer(content);
    } else if (!content.isEmpty()) {
      tags.onText(content);
    }
    if (phase == Phase.BEFORE || phase == Phase.THINKING) {
      trail.onChunk(chunk, reasoningChars);
    }
    if (chunk.hasToolCall()) {
      beginAnswer();
      listener.onToolCall();
    }
    UsageReport usage = chunk.usage();
    if (usage != null) {
      cacheWrittenTokens = newer(cacheWrittenTokens, usage.cacheWrittenTokens());
      listener.onUsage(usage);
    }
    String reason = chunk.finishReason();
    if (reason != null && phase != Phase.DONE) {
      finish(reason);
    }
  }

  private void onError(UpstreamError reported) {
    error = reported;
    end = StreamEnd.FAILED;
    listener.onError(reported);
  }

  private void reasoning(String text) {
    if (phase == Phase.BEFORE) {
      phase = Phase.THINKING;
    }
    reasoningChars += text.length();
    if (capture != null) {
      capture.onReasoning(text);
    }
    listener.onReasoning(text);
  }

  private void answer(String text) {
    boolean begun = phase == Phase.ANSWER || phase == Phase.DONE;
    if (text.isEmpty() || (!begun && text.isBlank())) {
      return;
    }
    beginAnswer();
    listener.onAnswer(text);
  }

  private void beginAnswer() {
    if (phase == Phase.BEFORE || phase == Phase.THINKING) {
      phase = Phase.ANSWER;
    }
  }

  private void finish(String reason) {
    tags.onEnd();
    endedInsideThinking =
        startsInside && phase == Phase.THINKING && shape.inline() && !reason.equals("length");
    phase = Phase.DONE;
    if (ChatChunk.isFailure(reason)) {
      end = StreamEnd.FAILED;
    }
    listener.onFinish(reason);
  }

  private void settle() {
    if (end == StreamEnd.RUNNING) {
      end = phase == Phase.DONE ? StreamEnd.COMPLETE : StreamEnd.BROKEN;
    }
  }

  private ThinkTagParser newTagParser(boolean inside) {
    return new ThinkTagParser(
        ThinkTags.KNOWN,
        inside,
        new ThinkTagParser.Listener() {
          @Override
          public void onThinking(String text) {
            lastInlineChars += text.length();
            reasoning(text);
          }

          @Override
          public void onAnswer(String text) {
            answer(text);
          }

          @Override
          public void onThinkingEnd() {
            beginAnswer();
          }
        });
  }

  private static boolean splitsPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }

  private static OptionalLong newer(OptionalLong before, OptionalLong now) {
    return now.isPresent() ? now : before;
  }
}

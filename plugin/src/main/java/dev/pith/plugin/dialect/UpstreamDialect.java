package dev.pith.plugin.dialect;

import java.util.OptionalLong;
import java.util.Set;

/**
 * How one kind of model server is asked, read and stopped.
 *
 * <p>Implementations are immutable and serve any number of streams.
 */
public interface UpstreamDialect {

  /**
   * Returns the dialect of every server with an OpenAI-style chat route: thinking in {@code
   * reasoning_content}, {@code reasoning} or between tags in the content; stopped by {@link
   * StopMethod#CHAT_PREFILL}.
   *
   * @param shape how the model's template writes thinking
   * @param startsInside whether the template puts the start tag into the prompt, so that content
   *     begins inside the thinking; it does not matter to servers that separate the thinking
   */
  static UpstreamDialect openAiChat(ContinuationShape shape, boolean startsInside) {
    return new OpenAiChatDialect(shape, startsInside);
  }

  /** Returns how this dialect stops a thinking. */
  StopMethod stopMethod();

  /**
   * Returns the body that asks for the same answer as a stream with a usage report; the client's
   * own bytes if nothing must change, else the same with only the necessary members changed.
   *
   * @param extras what to ask for beyond that
   */
  byte[] streamed(ChatRequest request, Set<Extra> extras);

  /**
   * Returns a reader for the stream that {@link #streamed} asked for.
   *
   * @param extras as given to {@link #streamed}; what the client did not ask for itself is taken
   *     out again by {@link ChatStreamReader#forClient()}
   */
  ChatStreamReader reader(
      ChatRequest request, Set<Extra> extras, ChatStreamReader.Listener listener);

  /**
   * Returns the body of the call that goes on from thinking that was cut.
   *
   * @param keptThinking the thinking the client has seen, without tags
   * @param guide thinking-side text that leads to the answer; may be empty
   * @param remainingTokens limit on the tokens still to generate, at least 1; empty leaves the
   *     client's limit as it is
   */
  byte[] continuation(
      ChatRequest request, String keptThinking, String guide, OptionalLong remainingTokens);

  /**
   * Returns what writes the continuation into the client's stream.
   *
   * @param cut the reader of the call that was cut, after {@link ChatStreamReader#cutAt}
   * @param kept tokens of thinking that were kept
   * @param withReport whether the {@code pith} object is written into the last chunk
   */
  ContinuationSplicer splicer(
      ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport);
}

package dev.pith.plugin.dialect;

import java.util.Map;
import java.util.Set;

/**
 * How the chat route of a model server is asked and read. How its thinking is ended stands in
 * {@link dev.pith.plugin.dialect.stop}.
 *
 * <p>Implementations are immutable and serve any number of streams.
 */
public interface UpstreamDialect {

  /**
   * Returns the dialect of every server with an OpenAI-style chat route: thinking in {@code
   * reasoning_content}, {@code reasoning} or between tags in the content.
   *
   * @param shape how the model's template writes thinking
   * @param startsInside whether the template puts the start tag into the prompt, so that content
   *     begins inside the thinking; it does not matter to servers that separate the thinking
   */
  static UpstreamDialect openAiChat(ContinuationShape shape, boolean startsInside) {
    return new OpenAiChatDialect(shape, startsInside);
  }

  /**
   * Returns the body that asks for the same answer as a stream with a usage report; the client's
   * own bytes if nothing must change, else the same with only the necessary members changed.
   *
   * @param extras what to ask for beyond that
   * @param members further members to set: JSON by place, see {@link JsonEdit}
   */
  byte[] streamed(ChatRequest request, Set<Extra> extras, Map<String, String> members);

  /**
   * Returns a reader for the stream that {@link #streamed} asked for.
   *
   * @param extras as given to {@link #streamed}; what the client did not ask for itself is taken
   *     out again by {@link ChatStreamReader#forClient()}
   */
  ChatStreamReader reader(
      ChatRequest request, Set<Extra> extras, ChatStreamReader.Listener listener);

  /**
   * Returns what writes the continuation into the client's stream.
   *
   * @param cut the reader of the call that was cut, after {@link ChatStreamReader#cutAt}
   * @param kept tokens of thinking that were kept
   * @param withReport whether the {@code pith} object is written into the last chunk
   */
  ContinuationSplicer splicer(
      ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport);

  /**
   * Returns what writes the answer of the question, asked once more, into the client's stream; its
   * thinking is left out.
   *
   * @param cut the reader of the call that was given up, after {@link ChatStreamReader#cutAt}
   * @param kept tokens of thinking that the client has
   * @param withReport whether the {@code pith} object is written into the last chunk
   */
  ContinuationSplicer answerSplicer(
      ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport);
}

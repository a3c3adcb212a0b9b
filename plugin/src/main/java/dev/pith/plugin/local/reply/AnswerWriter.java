package dev.pith.plugin.local.reply;

import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.local.request.ReplyOptions;
import java.util.List;

/**
 * Writes the answer of one request while its choices are generated. Confined to the context of its
 * call.
 */
public interface AnswerWriter {

  /** All choices have been taken on. */
  void onBegun();

  /** The prompt of a choice has been read. */
  void onPrompt(Choice choice);

  /** A choice has a further token, and perhaps text. */
  void onToken(Choice choice);

  /** A choice is complete. */
  void onEnd(Choice choice);

  /** The last choice is complete. */
  void onAllEnded();

  /** The answer will not be completed. */
  void onFailure(ErrorBody error);

  /**
   * Returns a writer of a stream of server-sent events.
   *
   * @param choices those of the request, as they come
   */
  static AnswerWriter streamed(
      ReplySink sink, ReplyShape shape, ReplyOptions options, List<Choice> choices) {
    return new StreamedAnswer(sink, shape, options, choices);
  }

  /**
   * Returns a writer of one body, when the answer is complete.
   *
   * @param choices those of the request, as they come
   */
  static AnswerWriter whole(
      ReplySink sink, ReplyShape shape, ReplyOptions options, List<Choice> choices) {
    return new WholeAnswer(sink, shape, options, choices);
  }
}

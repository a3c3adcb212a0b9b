package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.pith.plugin.savings.SavingsMeter;
import dev.pith.plugin.session.PithOptions;
import dev.pith.verifier.Verifier;

/**
 * What all chats of a decorated model share.
 *
 * @param delegate the model itself
 * @param options what is done with a chat that does not say
 * @param verifier answers the trimmer's questions and cannot fail
 * @param meter counts what was done
 * @param requests writes the requests that go on from a cut
 * @param ways how the models behind the delegate can be made to go on
 * @param startsInside whether texts begin in thinking, without a start tag
 * @param overlaps whether the model can go on while its first call still runs
 */
record Trimming(
    StreamingChatModel delegate,
    PithOptions options,
    Verifier verifier,
    SavingsMeter meter,
    ContinuationRequests requests,
    KnownWays ways,
    boolean startsInside,
    boolean overlaps) {

  /**
   * Tells whether a provider signs what its models thought and refuses conversations in which it
   * was changed, or hides it.
   */
  static boolean guardsThinking(ModelProvider provider) {
    return switch (provider) {
      case ANTHROPIC,
          AMAZON_BEDROCK,
          GOOGLE_AI_GEMINI,
          GOOGLE_GENAI,
          GOOGLE_VERTEX_AI_GEMINI,
          GOOGLE_VERTEX_AI_ANTHROPIC ->
          true;
      default -> false;
    };
  }
}

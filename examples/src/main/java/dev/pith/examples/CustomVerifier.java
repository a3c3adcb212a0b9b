package dev.pith.examples;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.pith.plugin.langchain4j.ContinuationMethod;
import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A verifier of one's own: it knows how answers look in its domain, here file names, which general
 * rules do not take for answers. It may be slow or fail: the user never waits for it.
 *
 * <p>Arguments: the URL of an OpenAI-style server, the name of a reasoning model, then questions.
 */
public final class CustomVerifier implements Verifier {

  private static final String FILE_NAME = "(?s).*\\b[a-z]+\\.(java|xml|md)\\b.*";

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    double states = excerpt.matches(FILE_NAME) && !excerpt.contains("?") ? 0.95 : 0.05;
    return verdict(states);
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return verdict(lastFile(first).equals(lastFile(second)) ? 0.99 : 0.01);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    ChatModel model =
        TrimmingChatModel.builder(
                OpenAiStreamingChatModel.builder()
                    .baseUrl(args[0] + "/v1")
                    .apiKey("none")
                    .modelName(args[1])
                    .returnThinking(true)
                    .build())
            .verifier(new CustomVerifier())
            .continuation(ContinuationMethod.PREFILL_TAGS)
            .build();
    for (int i = 2; i < args.length; i++) {
      System.out.println(model.chat(args[i]));
    }
  }

  private static CompletionStage<Optional<Verdict>> verdict(double yes) {
    return CompletableFuture.completedFuture(Optional.of(new Verdict(yes, 0)));
  }

  private static String lastFile(String text) {
    return text.replaceFirst("(?s).*\\b([a-z]+\\.(?:java|xml|md))\\b.*", "$1");
  }
}

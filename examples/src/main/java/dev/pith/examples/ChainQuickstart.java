package dev.pith.examples;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.plugin.langchain4j.TrimmingStreamingChatModel;
import dev.pith.plugin.langchain4j.engine.EngineStreamingChatModel;
import dev.pith.plugin.session.PithOptions;
import java.util.concurrent.CompletableFuture;

/**
 * Puts Pith around a LangChain4j model, here the small one that comes with Pith: what it thinks
 * appears while it thinks, and ends when the answer has settled.
 */
public final class ChainQuickstart {

  private static final String QUESTION =
      "Facts: Ned has 12 marbles. Sofia leads Ned by 9 marbles. Sofia also has 4 tickets. Yara"
          + " doubles Sofia in marbles. How many marbles does Yara have?";

  private ChainQuickstart() {}

  /** Runs the example. */
  public static void main(String[] args) {
    try (EngineStreamingChatModel delegate = EngineStreamingChatModel.builder().build()) {
      StreamingChatModel model =
          TrimmingStreamingChatModel.builder(delegate)
              .options(PithOptions.builder().set("policy", "short").build()) // its traces are short
              .build();
      Printing user = new Printing();
      model.chat(args.length > 0 ? args[0] : QUESTION, user);
      ChatResponse response = user.end.join();
      System.out.println("\n" + TrimReport.of(response) + "\n" + response.tokenUsage());
    }
  }

  /** Prints what comes, when it comes. */
  private static final class Printing implements StreamingChatResponseHandler {
    final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

    @Override
    public void onPartialThinking(PartialThinking piece) {
      System.out.print(piece.text());
    }

    @Override
    public void onPartialResponse(String piece) {
      System.out.print(piece);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      end.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }
  }
}

package dev.pith.plugin.langchain4j;

import static dev.pith.plugin.langchain4j.testing.FakeReply.reply;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.pith.plugin.langchain4j.testing.FakeReply;
import dev.pith.plugin.langchain4j.testing.FakeStreamingChatModel;
import dev.pith.plugin.session.PithOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A model that thinks too long about one question, and what it answers when it is cut. */
final class Overthinking {

  static final String KEPT = "Seventeen times twenty is 340. And seventeen times three is 51. ";
  static final String DROPPED = "So it is 391. Wait, let me check that once more.";
  static final String ANSWER = "The product is **391**.";

  /** The thinking is cut behind {@link #KEPT}. */
  static final PithOptions BUDGET =
      PithOptions.builder().set("trim-thinking-budget-tokens", 20).build();

  private Overthinking() {}

  static TrimmingStreamingChatModel trimming(
      FakeStreamingChatModel delegate, ContinuationMethod method) {
    return TrimmingStreamingChatModel.builder(delegate)
        .options(BUDGET)
        .continuation(method)
        .build();
  }

  static FakeStreamingChatModel model(FakeReply first, FakeReply second) {
    Function<ChatRequest, FakeReply> replies =
        request -> request.messages().size() == 1 ? first : second;
    return new FakeStreamingChatModel(replies);
  }

  static ChatRequest ask() {
    return ChatRequest.builder().messages(UserMessage.from("17*23?")).build();
  }

  /** Thinks longer than it should, and then waits, as a slow model does. */
  static FakeReply question() {
    return reply().thinking(pieces(KEPT + DROPPED, 4)).untilCancelled();
  }

  static FakeReply questionThatEnds() {
    return reply().thinking(pieces(KEPT + DROPPED, 4)).text(ANSWER).usage(10, 90);
  }

  static FakeReply goesOn() {
    return reply().text(pieces(ANSWER, 4)).usage(60, 8);
  }

  static List<String> pieces(String text, int size) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < text.length(); i += size) {
      pieces.add(text.substring(i, Math.min(text.length(), i + size)));
    }
    return pieces;
  }
}

package dev.pith.plugin.langchain4j.vote;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.langchain4j.UsageCounts;
import dev.pith.plugin.langchain4j.engine.EngineChatResponseMetadata;
import dev.pith.plugin.langchain4j.engine.EngineLogProb;
import dev.pith.plugin.vote.BranchListener;
import dev.pith.plugin.vote.BranchSource;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One call of a delegate as a branch. Its callbacks come one after the other, as LangChain4j
 * promises; {@link #cancel} may come on any thread at any time.
 */
final class ChatBranch implements StreamingChatResponseHandler, BranchSource.Branch {
  private final BranchListener listener;
  private final Object handing = new Object();
  private final ThinkTagParser tags = new ThinkTagParser(ThinkTags.KNOWN, false, new WithoutTags());

  private volatile @Nullable ChatResponse response;
  private @Nullable StreamingHandle handle;
  private boolean streams;
  private boolean cancelled;

  ChatBranch(BranchListener listener) {
    this.listener = listener;
  }

  /**
   * Ends the call; before its first piece, with that.
   *
   * @throws UnsupportedOperationException when the delegate gives no handle
   */
  @Override
  public void cancel() {
    StreamingHandle now;
    synchronized (handing) {
      cancelled = true;
      now = handle;
      if (now == null && streams) {
        throw new UnsupportedOperationException("the delegate's streams have no handle");
      }
    }
    if (now != null) {
      now.cancel();
    }
  }

  /** Returns what it has answered; null before it has finished. */
  @Nullable ChatResponse response() {
    return response;
  }

  @Override
  public void onPartialThinking(PartialThinking piece) {
    follow(null);
    listener.onThinking(piece.text());
  }

  @Override
  public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
    follow(context.streamingHandle());
    listener.onThinking(piece.text());
  }

  @Override
  public void onPartialResponse(String text) {
    follow(null);
    tags.onText(text);
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    follow(context.streamingHandle());
    tags.onText(piece.text());
  }

  @Override
  public void onCompleteResponse(ChatResponse complete) {
    String text = complete.aiMessage().text();
    if (!streams && text != null) {
      tags.onText(text);
    }
    tags.onEnd();
    response = complete;
    TokenUsage usage = complete.tokenUsage();
    if (usage != null) {
      listener.onUsage(report(usage));
    }
    if (complete.metadata() instanceof EngineChatResponseMetadata engine
        && !engine.logProbs().isEmpty()) {
      listener.onLogProbs(
          engine.logProbs().stream().mapToDouble(EngineLogProb::logProb).sum(),
          engine.logProbs().size());
    }
    listener.onEnd(complete.finishReason() != FinishReason.LENGTH);
  }

  @Override
  public void onError(Throwable failure) {
    listener.onFailure(failure);
  }

  /** A call that was cancelled before its handle was known is cancelled now. */
  private void follow(@Nullable StreamingHandle given) {
    synchronized (handing) {
      streams = true;
      if (given == null || handle != null) {
        return;
      }
      handle = given;
      if (!cancelled) {
        return;
      }
    }
    given.cancel();
  }

  private static UsageReport report(TokenUsage usage) {
    UsageCounts told = UsageCounts.of(usage);
    return new UsageReport(
        count(told.input()),
        count(told.output()),
        count(usage.totalTokenCount()),
        count(told.reasoning()),
        count(told.cached()),
        OptionalLong.empty());
  }

  private static OptionalLong count(@Nullable Integer tokens) {
    return tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens);
  }

  private final class WithoutTags implements ThinkTagParser.Listener {
    @Override
    public void onThinking(String text) {
      listener.onThinking(text);
    }

    @Override
    public void onAnswer(String text) {
      listener.onAnswer(text);
    }

    @Override
    public void onThinkingEnd() {}
  }
}

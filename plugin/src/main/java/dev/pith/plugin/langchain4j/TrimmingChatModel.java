package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.savings.SavingsSnapshot;
import java.util.Set;

/**
 * A chat model whose thinking is cut when its answer has settled. It streams inside, since only a
 * stream can be cut, and returns the whole response; see {@link TrimmingStreamingChatModel}.
 *
 * <pre>{@code
 * ChatModel model = TrimmingChatModel.of(streamingDelegate);
 * }</pre>
 *
 * <p>A thread that is interrupted while it waits ends the stream. Thread-safe.
 */
public final class TrimmingChatModel implements ChatModel {

  private final TrimmingStreamingChatModel streaming;

  TrimmingChatModel(TrimmingStreamingChatModel streaming) {
    this.streaming = streaming;
  }

  /** Decorates a streaming model, with the defaults. */
  public static TrimmingChatModel of(StreamingChatModel delegate) {
    return builder(delegate).build();
  }

  /** Starts from the defaults. */
  public static TrimmingBuilder<TrimmingChatModel> builder(StreamingChatModel delegate) {
    return new TrimmingBuilder<>(
        delegate, trimming -> new TrimmingChatModel(new TrimmingStreamingChatModel(trimming)));
  }

  @Override
  public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
    AwaitedChat chat = new AwaitedChat();
    streaming.chat(request, options, chat);
    return chat.await();
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return streaming.defaultRequestParameters();
  }

  @Override
  public ModelProvider provider() {
    return streaming.provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return streaming.supportedCapabilities();
  }

  /** Returns what was done so far. */
  public SavingsSnapshot savings() {
    return streaming.savings();
  }
}

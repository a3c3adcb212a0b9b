package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;

/**
 * The embedded engine as a chat model that answers when the answer is complete. Thread-safe.
 *
 * <p>What it can be asked, and what it says to a request that cannot be honoured, stands in the
 * package's documentation. An interrupt of the calling thread ends the generation.
 */
public final class EngineChatModel implements ChatModel, AutoCloseable {

  private static final EngineAnswer.Reader NOBODY =
      new EngineAnswer.Reader() {
        @Override
        public void onThinking(String piece) {}

        @Override
        public void onText(String piece) {}

        @Override
        public void onCall(int index, ToolExecutionRequest call) {}
      };

  private final EngineSession session;

  private EngineChatModel(EngineSession session) {
    this.session = session;
  }

  /** Returns a builder with every default: the small model that comes with Pith. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    EngineCall call = session.begin(request);
    try {
      return call.run(NOBODY)
          .orElseThrow(() -> new LangChain4jException("the chat has been cancelled"));
    } finally {
      session.end(call);
    }
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return session.defaults();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return session.listeners();
  }

  /** Returns none: no form of an answer can be enforced. */
  @Override
  public Set<Capability> supportedCapabilities() {
    return Set.of();
  }

  /** Fails the chats that run; closes the engine when this model has opened it. */
  @Override
  public void close() {
    session.close();
  }

  /** Collects what a model needs. Not thread-safe. */
  public static final class Builder extends EngineChatModelBuilder<Builder> {

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Returns the model.
     *
     * @throws java.io.UncheckedIOException when the model file cannot be read or run
     */
    public EngineChatModel build() {
      return new EngineChatModel(session());
    }
  }
}

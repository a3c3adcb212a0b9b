package dev.pith.plugin.langchain4j.vote;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.dialect.CountSource;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.langchain4j.AwaitedChat;
import dev.pith.plugin.vote.VoteMeter;
import dev.pith.plugin.vote.VoteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat model that answers each question several times at once and gives the answer that most
 * agree on. It streams inside, starts few branches first, and cancels what still runs as soon as
 * the vote is clear.
 *
 * <pre>{@code
 * ChatModel model = SelfConsistentChatModel.of(streamingDelegate);
 * }</pre>
 *
 * <p>The delegate may be any streaming model, one that is trimmed too. A chat can have options of
 * its own: {@code ChatRequestOptions.builder().addListenerAttribute(VoteOptions.class, options)}.
 * The response is that of one branch; its usage is that of all, and {@link VoteReport} tells how it
 * was voted for. Branches of models that are asked at temperature 0 are equal, and a vote has
 * nothing to say about calls of tools and about JSON: such chats are asked once.
 *
 * <p>A thread that is interrupted while it waits ends all branches. Listeners of this model hear of
 * each chat once; those of the delegate of every branch. Thread-safe.
 */
public final class SelfConsistentChatModel implements ChatModel {
  private static final Logger LOG = LoggerFactory.getLogger(SelfConsistentChatModel.class);

  private final StreamingChatModel delegate;
  private final VoteOptions options;
  private final BranchParameters parameters;
  private final List<ChatModelListener> listeners;
  private final VoteMeter meter = new VoteMeter();
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  private SelfConsistentChatModel(Builder builder) {
    delegate = builder.delegate;
    options = builder.options;
    parameters = builder.parameters;
    listeners = List.copyOf(builder.listeners);
  }

  /** Decorates a streaming model, with the defaults. */
  public static SelfConsistentChatModel of(StreamingChatModel delegate) {
    return builder(delegate).build();
  }

  /** Starts from the defaults. */
  public static Builder builder(StreamingChatModel delegate) {
    return new Builder(delegate);
  }

  @Override
  public ChatResponse chat(ChatRequest request, ChatRequestOptions chatOptions) {
    return new OneChat(chatOptions).chat(request, chatOptions);
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return delegate.defaultRequestParameters();
  }

  @Override
  public ModelProvider provider() {
    return delegate.provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return delegate.supportedCapabilities();
  }

  /** Returns what all votes so far came to. */
  public VoteMeter votes() {
    return meter;
  }

  private ChatResponse answer(ChatRequest request, ChatRequestOptions chatOptions) {
    Optional<String> objection = objection(request);
    if (objection.isPresent()) {
      return once(request, chatOptions, objection.get());
    }
    Object own = chatOptions.listenerAttributes().get(VoteOptions.class);
    VoteOptions asked = own instanceof VoteOptions given ? given : options;
    ChatVote.Voted voted =
        new ChatVote(delegate, request, chatOptions, parameters)
            .run(parts -> parts.options(asked).meter(meter));
    if (voted.result().uncancelled() > 0) {
      say("branches cannot be cancelled, they are read to their ends: the vote saves time alone");
    }
    return voted.response();
  }

  private ChatResponse once(ChatRequest request, ChatRequestOptions chatOptions, String why) {
    say("chats are asked once: " + why);
    AwaitedChat chat = new AwaitedChat();
    delegate.chat(request, chatOptions, chat);
    ChatResponse response = chat.await();
    Integer output =
        response.tokenUsage() == null ? null : response.tokenUsage().outputTokenCount();
    TokenCount tokens =
        output == null
            ? new TokenCount(0, CountSource.ESTIMATED)
            : new TokenCount(output, CountSource.USAGE);
    return ChatVote.withReport(response, VoteReport.single(why, tokens));
  }

  /** Returns why a vote makes no sense; empty when it does. */
  private static Optional<String> objection(ChatRequest request) {
    if (request.toolSpecifications() != null && !request.toolSpecifications().isEmpty()) {
      return Optional.of("tools");
    }
    if (request.responseFormat() != null
        && request.responseFormat().type() == ResponseFormatType.JSON) {
      return Optional.of("structured-output");
    }
    Double temperature = request.temperature();
    return temperature != null && temperature == 0
        ? Optional.of("temperature-0")
        : Optional.empty();
  }

  private void say(String once) {
    if (said.add(once)) {
      LOG.warn(once);
    }
  }

  /** One chat, whose options go on to the delegate. */
  private final class OneChat implements ChatModel {
    private final ChatRequestOptions chatOptions;

    OneChat(ChatRequestOptions chatOptions) {
      this.chatOptions = chatOptions;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return answer(request, chatOptions);
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return SelfConsistentChatModel.this.defaultRequestParameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
      return listeners;
    }

    @Override
    public ModelProvider provider() {
      return SelfConsistentChatModel.this.provider();
    }
  }

  /** Collects what a model needs; what is not set keeps a default. Not thread-safe. */
  public static final class Builder {
    private final StreamingChatModel delegate;
    private final List<ChatModelListener> listeners = new ArrayList<>();
    private VoteOptions options = VoteOptions.DEFAULT;
    private BranchParameters parameters = BranchParameters.seeds();

    private Builder(StreamingChatModel delegate) {
      this.delegate = delegate;
    }

    /** Sets how a chat is voted on that brings no options of its own. */
    public Builder options(VoteOptions all) {
      options = all;
      return this;
    }

    /**
     * Sets what makes branches differ, for providers whose own seed is in their parameters; by
     * default {@link BranchParameters#seeds}.
     */
    public Builder branchParameters(BranchParameters each) {
      parameters = each;
      return this;
    }

    /** Adds listeners, which hear of each chat once. */
    public Builder listeners(List<ChatModelListener> all) {
      listeners.addAll(all);
      return this;
    }

    /** Builds the model. */
    public SelfConsistentChatModel build() {
      return new SelfConsistentChatModel(this);
    }
  }
}

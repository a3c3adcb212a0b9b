package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.savings.SavingsSnapshot;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.session.PithOptions;
import java.util.Objects;
import java.util.Set;

/**
 * A streaming chat model whose thinking is cut when its answer has settled; all else is as the
 * decorated model has it.
 *
 * <pre>{@code
 * StreamingChatModel model = TrimmingStreamingChatModel.of(delegate);
 * }</pre>
 *
 * <p>The delegate must show its thinking: apart ({@code returnThinking(true)} of most builders) or
 * between think tags in its text. A chat can have options of its own: {@code
 * ChatRequestOptions.builder().addListenerAttribute(PithOptions.class, options)}. What was done to
 * an answer, {@link TrimReport} tells. Thread-safe.
 *
 * <p>Listeners belong to the delegate. They hear of every call that is made: of a chat that is cut,
 * of the first one, which never ends, and of the one that goes on.
 */
public final class TrimmingStreamingChatModel implements StreamingChatModel {

  private final Trimming trimming;

  TrimmingStreamingChatModel(Trimming trimming) {
    this.trimming = trimming;
  }

  /** Decorates a model, with the defaults. */
  public static TrimmingStreamingChatModel of(StreamingChatModel delegate) {
    return builder(delegate).build();
  }

  /** Starts from the defaults. */
  public static TrimmingBuilder<TrimmingStreamingChatModel> builder(StreamingChatModel delegate) {
    return new TrimmingBuilder<>(delegate, TrimmingStreamingChatModel::new);
  }

  @Override
  public void chat(
      ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
    PithOptions pith = optionsOf(options);
    if (pith.mode() == Mode.OFF) {
      trimming.delegate().chat(request, options, handler);
      trimming.meter().requestEnded(RequestSavings.passed("off"));
      return;
    }
    ChatRequest whole =
        ChatRequest.builder()
            .messages(request.messages())
            .parameters(defaultRequestParameters().overrideWith(request.parameters()))
            .build();
    String model = Objects.requireNonNullElse(whole.modelName(), "");
    TrimmedChat chat = new TrimmedChat(trimming, whole, pith, trimming.ways().of(model));
    trimming.delegate().chat(request, options, new TrimmedCall(chat, options, handler));
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    trimming.delegate().doChat(request, handler);
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return trimming.delegate().defaultRequestParameters();
  }

  @Override
  public ModelProvider provider() {
    return trimming.delegate().provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return trimming.delegate().supportedCapabilities();
  }

  /** Returns what was done so far. */
  public SavingsSnapshot savings() {
    return trimming.meter().snapshot();
  }

  private PithOptions optionsOf(ChatRequestOptions options) {
    Object own = options.listenerAttributes().get(PithOptions.class);
    return own instanceof PithOptions pith ? pith : trimming.options();
  }
}

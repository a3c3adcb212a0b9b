package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.savings.SavingsMeter;
import dev.pith.plugin.session.GuardedVerifier;
import dev.pith.plugin.session.PithOptions;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.trim.RuleVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a decorated model; what is not set keeps a default that suits most models. Not
 * thread-safe.
 *
 * @param <M> the decorated model
 */
public final class TrimmingBuilder<M> {

  private final StreamingChatModel delegate;
  private final Function<Trimming, M> build;

  private PithOptions options = PithOptions.DEFAULT;
  private @Nullable Verifier verifier;
  private ContinuationMethod continuation = ContinuationMethod.AUTO;
  private @Nullable UnaryOperator<ChatRequestParameters> lowEffort;
  private ContinuationShape shape = ContinuationShape.THINK_TAGS;
  private boolean startsInside;
  private @Nullable Boolean overlaps;

  TrimmingBuilder(StreamingChatModel delegate, Function<Trimming, M> build) {
    this.delegate = delegate;
    this.build = build;
  }

  /** Sets what is done with a chat that brings no options of its own. */
  public TrimmingBuilder<M> options(PithOptions all) {
    options = all;
    return this;
  }

  /** Sets who answers what the rules leave open; by default nobody. Never waited for. */
  public TrimmingBuilder<M> verifier(Verifier answers) {
    verifier = answers;
    return this;
  }

  /**
   * Sets how the model is led from a cut to its answer.
   *
   * @param method {@link ContinuationMethod#AUTO} (the default): a probe finds out, beside the
   *     first chat in which the model thinks; it asks one short question and cuts it. Models of
   *     providers that sign or hide their thinking (Anthropic, Google, Bedrock) are observed only.
   *     Any other: this one, unproven
   */
  public TrimmingBuilder<M> continuation(ContinuationMethod method) {
    continuation = method;
    return this;
  }

  /**
   * Sets what a question that is asked again changes in the parameters, such as the effort, so that
   * the model hardly thinks. With it {@link ContinuationMethod#REASK} is tried where no prefill
   * works.
   */
  public TrimmingBuilder<M> lowEffort(UnaryOperator<ChatRequestParameters> change) {
    lowEffort = change;
    return this;
  }

  /**
   * Sets how the model's template writes thinking.
   *
   * @param opening what stands before it, start tag included; {@code <think>} and a line end by
   *     default
   * @param closing what stands after it, end tag included
   * @throws IllegalArgumentException if there is no end tag
   */
  public TrimmingBuilder<M> thinkTags(String opening, String closing) {
    shape = new ContinuationShape(opening, closing);
    return this;
  }

  /** Sets whether texts begin in thinking, because the template puts the start tag into prompts. */
  public TrimmingBuilder<M> startsInside(boolean inside) {
    startsInside = inside;
    return this;
  }

  /**
   * Sets whether the model can go on from a cut while its first call still runs, so that a cut can
   * be taken back without a trace. By default yes, but for Ollama, which runs one call at a time.
   */
  public TrimmingBuilder<M> overlaps(boolean sideBySide) {
    overlaps = sideBySide;
    return this;
  }

  /** Builds the model. */
  public M build() {
    SavingsMeter meter = new SavingsMeter();
    Verifier asked = verifier == null ? RuleVerifier.of(options.trim()) : verifier;
    GuardedVerifier guarded =
        new GuardedVerifier(
            asked,
            options.verifierDeadline(),
            options.verifierConcurrency(),
            meter::verifierFailed,
            meter::verifierAsked);
    ContinuationRequests requests =
        new ContinuationRequests(shape, lowEffort == null ? same -> same : lowEffort);
    boolean sideBySide = overlaps == null ? delegate.provider() != ModelProvider.OLLAMA : overlaps;
    return build.apply(
        new Trimming(
            delegate,
            options,
            guarded,
            meter,
            requests,
            new KnownWays(model -> way(model, requests)),
            startsInside,
            sideBySide));
  }

  private KnownWay way(String model, ContinuationRequests requests) {
    if (continuation != ContinuationMethod.AUTO) {
      return new KnownWay(model, continuation);
    }
    if (delegate instanceof PrefillingModel prefilling) {
      return new KnownWay(model, prefilling.prefill());
    }
    if (Trimming.guardsThinking(delegate.provider())) {
      KnownWay observed = new KnownWay(model, ContinuationMethod.NONE);
      observed.observeBecause("provider-rules", "its provider signs or hides what it thinks");
      return observed;
    }
    List<ContinuationMethod> tried = new ArrayList<>();
    tried.add(ContinuationMethod.PREFILL_TAGS);
    tried.add(ContinuationMethod.PREFILL_THINKING);
    if (lowEffort != null) {
      tried.add(ContinuationMethod.REASK);
    }
    ContinuationProbe probe = new ContinuationProbe(delegate, requests, model);
    return new KnownWay(model, () -> probe.run(tried));
  }
}

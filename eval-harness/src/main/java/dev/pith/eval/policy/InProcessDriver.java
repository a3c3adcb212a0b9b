package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.text.TextModel;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.TraceTrimmer;
import dev.pith.verifier.trim.TrimSettings;
import dev.pith.verifier.trim.VerifierQuestion;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Feeds traces to a trimmer directly; every verdict comes at once. */
public final class InProcessDriver implements TraceDriver {
  private final TrimSettings settings;
  private final Verifier verifier;
  private final @Nullable TextModel text;

  /** Creates a driver for a way of trimming and a verifier that is thread-safe. */
  public InProcessDriver(TrimSettings settings, Verifier verifier) {
    this(settings, verifier, null);
  }

  /** Creates a driver with weights of the learned reader; null for those that ship. */
  public InProcessDriver(TrimSettings settings, Verifier verifier, @Nullable TextModel text) {
    this.settings = settings;
    this.verifier = verifier;
    this.text = text;
  }

  @Override
  public Drive drive(RecordedTrace trace) {
    Run run = new Run(trace.prompt());
    run.trimmer.onText(trace.thinking());
    run.trimmer.onEnd();
    return new Drive(run.trimmer.summary().cut(), run.verifierTokens);
  }

  private static long tokens(Verdict verdict) {
    return verdict
        .tokens()
        .orElseThrow(() -> new IllegalStateException("a verifier does not tell what it costs"));
  }

  private final class Run implements TraceTrimmer.Listener {
    private final String question;
    private final TraceTrimmer trimmer;
    private long verifierTokens;

    Run(String question) {
      this.question = question;
      trimmer = new TraceTrimmer(settings, question, OptionalLong.empty(), this, text);
    }

    @Override
    public void onQuestion(VerifierQuestion asked) {
      CompletionStage<Optional<Verdict>> asking =
          switch (asked.kind()) {
            case STATES_ANSWER -> verifier.statesAnswer(question, asked.first());
            case SAME_ANSWER -> verifier.sameAnswer(question, asked.first(), asked.second());
          };
      Optional<Verdict> verdict = asking.toCompletableFuture().join();
      verifierTokens += verdict.map(InProcessDriver::tokens).orElse(0L);
      trimmer.onVerdict(asked.id(), verdict);
    }

    @Override
    public void onCut(Cut cut) {
      // The trimmer's summary holds it.
    }
  }
}

package dev.pith.plugin.session;

import dev.pith.plugin.savings.RequestSavings;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.detect.Checkpoint;
import dev.pith.verifier.detect.Detection;
import dev.pith.verifier.detect.Detector;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.TraceTrimmer;
import dev.pith.verifier.trim.TrimSettings;
import dev.pith.verifier.trim.TrimSummary;
import dev.pith.verifier.trim.VerifierQuestion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trimming of one request: hands the thinking to a {@link TraceTrimmer}, puts its questions to
 * a verifier and its checkpoints to detectors, and brings the answers back to the thread of the
 * request.
 *
 * <p>The thinking never waits for an answer. One that is there at once counts at once, so that
 * rules decide the same over the wire as in one process. When the trimmer fails, the trace runs on
 * untrimmed. Confined to one thread, which the executor leads to.
 */
public final class TrimSession {

  private static final Logger LOG = LoggerFactory.getLogger(TrimSession.class);

  private final Verifier verifier;
  private final String question;
  private final Executor executor;
  private final Runnable onFailure;
  private final TraceTrimmer trimmer;
  private final List<Detector> detectors;

  /** The thinking, as long as detectors may be asked about it. */
  private final StringBuilder thinking = new StringBuilder();

  private long chars;
  private long verifierTokens;
  private ProbeCost probes = ProbeCost.NOTHING;

  /** Checkpoints whose answers have not come. */
  private int openCheckpoints;

  /** Questions whose price is not known: nobody told it, or no verdict has come. */
  private int unpriced;

  private @Nullable Cut cut;
  private boolean over;
  private boolean failed;

  /**
   * Begins a trace.
   *
   * @param settings when to cut
   * @param question the user's question; empty when unknown
   * @param budgetTokens the client's limit on generated tokens; empty when it set none
   * @param verifier answers the trimmer's questions, on any thread; it must not fail, see {@link
   *     GuardedVerifier}
   * @param executor runs tasks on the thread of this session
   * @param onFailure called once when the trimmer fails
   */
  public TrimSession(
      TrimSettings settings,
      String question,
      OptionalLong budgetTokens,
      Verifier verifier,
      Executor executor,
      Runnable onFailure) {
    this(settings, Detecting.OFF, question, budgetTokens, verifier, executor, onFailure);
  }

  /**
   * Begins a trace about which detectors are asked, too.
   *
   * @param detecting the detectors; they may fail, and answer on any thread
   */
  public TrimSession(
      TrimSettings settings,
      Detecting detecting,
      String question,
      OptionalLong budgetTokens,
      Verifier verifier,
      Executor executor,
      Runnable onFailure) {
    this.verifier = verifier;
    this.question = question;
    this.executor = executor;
    this.onFailure = onFailure;
    this.detectors = detecting.detectors();
    this.trimmer =
        new TraceTrimmer(settings, detecting.settings(), question, budgetTokens, new Decisions());
  }

  /**
   * Takes the next piece of thinking.
   *
   * @return the cut, if the trace must end inside this piece; never more than once in a session
   */
  public Optional<Cut> onThinking(String text) {
    chars += text.length();
    if (isOver()) {
      return Optional.empty();
    }
    if (!detectors.isEmpty()) {
      thinking.append(text);
    }
    guarded(() -> trimmer.onText(text));
    return failed ? Optional.empty() : Optional.ofNullable(cut);
  }

  /** The thinking has ended by itself, or nobody listens any more: later verdicts are ignored. */
  public void onEnd() {
    if (!over) {
      over = true;
      guarded(trimmer::onEnd);
    }
  }

  /** Returns the characters of thinking so far, those after a cut included. */
  public long chars() {
    return chars;
  }

  /** Returns the cut; empty while there is none. */
  public Optional<Cut> cut() {
    return Optional.ofNullable(cut);
  }

  /** Returns what the trimmer has seen up to the cut; empty after it failed. */
  public Optional<TrimSummary> summary() {
    return failed ? Optional.empty() : Optional.of(trimmer.summary());
  }

  /**
   * Returns what all questions so far have cost, in tokens; empty while a verdict is awaited, and
   * when the price of one is not known.
   */
  public OptionalLong verifierTokens() {
    return unpriced == 0 ? OptionalLong.of(verifierTokens) : OptionalLong.empty();
  }

  /** Returns what all probes so far have cost; unknown while one is awaited. */
  public ProbeCost probes() {
    return openCheckpoints == 0 ? probes : ProbeCost.UNKNOWN;
  }

  /**
   * Returns what all questions and probes so far have cost, cached tokens included; empty when not
   * all of it is known.
   */
  public OptionalLong askedTokens() {
    OptionalLong verifier = verifierTokens();
    ProbeCost probed = probes();
    return verifier.isPresent() && probed.prompt().isPresent() && probed.output().isPresent()
        ? OptionalLong.of(
            verifier.getAsLong() + probed.prompt().getAsLong() + probed.output().getAsLong())
        : OptionalLong.empty();
  }

  /**
   * Returns why the trace was not cut, as a short stable word.
   *
   * @param hidden whether there was thinking that nobody shows
   */
  public String reasonNotCut(boolean hidden) {
    if (chars == 0) {
      return hidden ? "hidden-thinking" : "no-thinking";
    }
    return summary()
        .flatMap(TrimSummary::abstention)
        .map(RequestSavings::reason)
        .orElse("ended-before-the-cut");
  }

  private boolean isOver() {
    return over || failed || cut != null;
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | StackOverflowError failure) {
      if (!failed) {
        failed = true;
        onFailure.run();
        LOG.error("the trimmer failed, the trace runs on untrimmed", failure);
      }
    }
  }

  private CompletionStage<Optional<Verdict>> ask(VerifierQuestion asked) {
    return switch (asked.kind()) {
      case STATES_ANSWER -> verifier.statesAnswer(question, asked.first());
      case SAME_ANSWER -> verifier.sameAnswer(question, asked.first(), asked.second());
    };
  }

  private void onVerdict(VerifierQuestion asked, Optional<Verdict> verdict) {
    OptionalLong price = verdict.map(Verdict::tokens).orElse(OptionalLong.of(0));
    if (price.isPresent()) {
      unpriced--;
      verifierTokens += price.getAsLong();
    }
    if (!isOver()) {
      guarded(() -> trimmer.onVerdict(asked.id(), verdict));
    }
  }

  private CompletableFuture<Detection> ask(Detector detector, Checkpoint at, String before) {
    try {
      return detector
          .detect(at, before)
          .toCompletableFuture()
          .exceptionally(TrimSession::abstention);
    } catch (RuntimeException failure) {
      return CompletableFuture.completedFuture(abstention(failure));
    }
  }

  /** The class alone is told: the message of a detector's exception may hold text of the trace. */
  private static Detection abstention(Throwable failure) {
    LOG.warn("a detector failed, it counts as an abstention: {}", failure.getClass().getName());
    return Detection.FAILED;
  }

  private void onDetections(Checkpoint at, List<CompletableFuture<Detection>> answers) {
    List<Detection> detections = answers.stream().map(CompletableFuture::join).toList();
    openCheckpoints--;
    for (Detection detection : detections) {
      probes = probes.plus(detection.cost());
    }
    if (!isOver()) {
      guarded(() -> trimmer.onScores(at.id(), detections.stream().map(Detection::score).toList()));
    }
  }

  private final class Decisions implements TraceTrimmer.Listener {

    @Override
    public void onQuestion(VerifierQuestion asked) {
      unpriced++;
      CompletionStage<Optional<Verdict>> verdict = ask(asked);
      if (verdict.toCompletableFuture().isDone()) {
        onVerdict(asked, verdict.toCompletableFuture().join());
      } else {
        verdict.thenAcceptAsync(late -> onVerdict(asked, late), executor);
      }
    }

    @Override
    public void onCheckpoint(Checkpoint at) {
      if (detectors.isEmpty()) {
        return;
      }
      openCheckpoints++;
      String before = thinking.substring(0, (int) at.atChar());
      List<CompletableFuture<Detection>> answers =
          detectors.stream().map(detector -> ask(detector, at, before)).toList();
      CompletableFuture<Void> all =
          CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
      if (all.isDone()) {
        onDetections(at, answers);
      } else {
        all.minimalCompletionStage().thenRunAsync(() -> onDetections(at, answers), executor);
      }
    }

    @Override
    public void onCut(Cut decided) {
      cut = decided;
    }
  }
}

package dev.pith.verifier.trim;

import dev.pith.verifier.CutReason;
import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.detect.Checkpoint;
import dev.pith.verifier.detect.DetectorPanel;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.text.TextModel;
import dev.pith.verifier.trace.RepetitionDetector;
import dev.pith.verifier.trace.SentenceEnds;
import dev.pith.verifier.trace.ThoughtSegmenter;
import dev.pith.verifier.trace.TriggerDetector;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that reads a reasoning trace as it streams and says when to cut it.
 *
 * <p>It does no I/O and has no clock: text and verdicts come in as calls, questions and the cut go
 * out to a {@link Listener}. Decisions depend on the text and the verdicts, not on how the text is
 * cut into pieces. It holds the tail of the current thought, a few statements and the window of the
 * loop detector: memory does not grow with the trace.
 *
 * <p>Instances serve one trace and are not thread-safe; the caller confines them to one thread.
 */
public final class TraceTrimmer {

  /*
   * The stream never waits for a verdict: a late one cuts the trace later. A decision is carried out
   * at the next end of a sentence, so that no number or formula is torn, and is dropped when a later
   * statement names another answer. [1]
   *
   * [1] TrimR: Verifier-based Training-Free Thinking Trimming for Efficient Test-Time Scaling
   * https://arxiv.org/abs/2505.17155
   */

  /** Receives questions and the cut, in order, on the thread of the call that caused them. */
  public interface Listener {
    /** A verdict is wanted through {@link TraceTrimmer#onVerdict}, now or later, in any order. */
    void onQuestion(VerifierQuestion question);

    /**
     * Detectors are to be asked about a place of the thinking; their answers are wanted through
     * {@link TraceTrimmer#onScores}, now or later. Without detectors it never comes.
     */
    default void onCheckpoint(Checkpoint at) {}

    /** The trace must end here; called at most once, and nothing is reported after it. */
    void onCut(Cut cut);
  }

  /** Beyond the grace a decision waits this many more tokens for open math or code to close. */
  private static final int OPEN_SPAN_GRACE_TOKENS = 200;

  private static final int MAX_TAIL_CHARS = 1_200;
  private static final long KEEP_ALL = Long.MAX_VALUE;

  private final TrimSettings settings;
  private final String question;
  private final Listener listener;
  private final Convergence convergence;
  private final DetectorPanel detectors;
  private final UnderthinkingRule underthinking;
  private final ThoughtSegmenter statements;
  private final ThoughtSegmenter reflections;
  private final RepetitionDetector loops;
  private final SentenceEnds sentences = new SentenceEnds();
  private final TriggerDetector stops;
  private final TriggerDetector checks;
  private final long budgetChars;

  private long chars;
  private int thoughts;
  private String settledExcerpt = "";
  private @Nullable Decision decision;
  private @Nullable Cut cut;
  private boolean ended;

  /** A decision that waits for the end of a sentence. */
  private record Decision(CutReason reason, long sinceChar, long promptChars, String answer) {}

  /**
   * Creates a trimmer for one trace.
   *
   * @param settings when to cut
   * @param question the user's question; empty when unknown
   * @param budgetTokens the client's limit on generated tokens; empty when it set none
   * @param listener receives the decisions
   */
  public TraceTrimmer(
      TrimSettings settings, String question, OptionalLong budgetTokens, Listener listener) {
    this(settings, DetectorSettings.OFF, question, budgetTokens, listener, null);
  }

  /**
   * Creates a trimmer for one trace that asks detectors, too.
   *
   * @param detectors which are asked and how their answers are combined with the verdicts
   */
  public TraceTrimmer(
      TrimSettings settings,
      DetectorSettings detectors,
      String question,
      OptionalLong budgetTokens,
      Listener listener) {
    this(settings, detectors, question, budgetTokens, listener, null);
  }

  /**
   * Creates a trimmer for one trace with a learned reader of its own.
   *
   * @param text its weights, used when the settings ask for it; null for those that ship
   */
  public TraceTrimmer(
      TrimSettings settings,
      String question,
      OptionalLong budgetTokens,
      Listener listener,
      @Nullable TextModel text) {
    this(settings, DetectorSettings.OFF, question, budgetTokens, listener, text);
  }

  private TraceTrimmer(
      TrimSettings settings,
      DetectorSettings detectors,
      String question,
      OptionalLong budgetTokens,
      Listener listener,
      @Nullable TextModel text) {
    this.settings = settings;
    this.detectors = new DetectorPanel(detectors);
    this.question = question;
    this.listener = listener;
    Convergence.Listener outcome = new Outcome();
    boolean faithful = settings.mode() == TrimSettings.Mode.FAITHFUL;
    convergence =
        faithful
            ? new FaithfulConvergence(settings, outcome)
            : new VoteConvergence(
                settings, question, outcome, StoppingScore.of(settings, question, text));
    underthinking = new UnderthinkingRule(settings, budgetTokens);
    budgetChars =
        settings.thinkingBudgetTokens() == 0
            ? KEEP_ALL
            : settings.chars(settings.thinkingBudgetTokens());
    statements =
        new ThoughtSegmenter(
            segmentation(
                faithful
                    ? ThoughtSegmenter.Boundary.REFLECTION
                    : ThoughtSegmenter.Boundary.PARAGRAPH),
            this::onStatement);
    reflections =
        new ThoughtSegmenter(
            segmentation(ThoughtSegmenter.Boundary.REFLECTION), this::onReflection);
    loops = new RepetitionDetector(RepetitionDetector.Settings.defaults());
    stops = new TriggerDetector(settings.stopPattern());
    checks = new TriggerDetector(settings.checkPattern());
  }

  /** Takes the next piece of thinking, of any size. */
  public void onText(String text) {
    for (int i = 0; i < text.length() && !isOver(); i++) {
      onChar(text.charAt(i));
    }
  }

  /**
   * Takes the verdict on a question; empty means that the verifier abstained. Ignored after a cut
   * and after the end.
   *
   * @throws IllegalArgumentException if no such question was asked
   */
  public void onVerdict(int questionId, Optional<Verdict> verdict) {
    if (!isOver()) {
      convergence.onVerdict(questionId, verdict);
    }
  }

  /**
   * Takes what the detectors say about a checkpoint. Ignored after a cut and after the end.
   *
   * @param scores in the order of the settings, each in [0, 1]; empty for an abstention
   * @throws IllegalArgumentException if that checkpoint is not open
   */
  public void onScores(int checkpointId, List<OptionalDouble> scores) {
    if (!isOver()) {
      detectors.onScores(checkpointId, scores);
      weigh();
    }
  }

  /** The thinking has ended by itself: nothing is reported any more. */
  public void onEnd() {
    ended = true;
  }

  /** Returns what has been seen so far. */
  public TrimSummary summary() {
    return new TrimSummary(
        chars,
        settings.tokens(chars),
        thoughts,
        convergence.statements(),
        Optional.ofNullable(cut),
        cut == null ? Optional.of(convergence.abstention()) : Optional.empty());
  }

  private ThoughtSegmenter.Settings segmentation(ThoughtSegmenter.Boundary boundary) {
    return new ThoughtSegmenter.Settings(
        boundary,
        ThoughtSegmenter.Settings.FAITHFUL_LEXEMES,
        (int) settings.chars(settings.minThoughtTokens()),
        settings.tailSentences(),
        MAX_TAIL_CHARS);
  }

  private void onChar(char c) {
    chars++;
    boolean sentenceEnd = sentences.onChar(c);
    statements.onChar(c);
    if (checks.onChar(c, sentenceEnd)) {
      statements.endHere();
    }
    reflections.onChar(c);
    if (settings.stopLoops()) {
      loops.onChar(c);
      loops
          .loop()
          .ifPresent(loop -> decide(CutReason.REPETITION, Math.min(loop.repeatChar(), chars), ""));
    }
    if (chars == budgetChars) {
      decide(CutReason.BUDGET, KEEP_ALL, "");
    }
    if (stops.onChar(c, sentenceEnd)) {
      decide(CutReason.PATTERN, KEEP_ALL, "");
    }
    if (decision != null && mayCut(decision, sentenceEnd, c)) {
      cut(decision);
    }
  }

  private void onStatement(Thought thought) {
    convergence.onThought(thought, settings.tokens(chars));
    onBoundary(thought);
  }

  private void onReflection(Thought thought) {
    thoughts++;
    onBoundary(thought);
    boolean settled = decision != null && isSettled(decision.reason());
    if (underthinking.mustStop(settings.tokens(chars), thoughts, settled)) {
      decide(CutReason.UNDERTHINKING, KEEP_ALL, "");
    }
  }

  private void onBoundary(Thought thought) {
    long atToken = settings.tokens(thought.endChar());
    if (atToken >= settings.minThinkingTokens()) {
      detectors.onBoundary(thought.endChar(), atToken).ifPresent(listener::onCheckpoint);
    }
  }

  /** Decides anew, by the verdicts and the detectors, whether the answer has settled. */
  private void weigh() {
    if (!detectors.settled()) {
      if (decision != null && isSettled(decision.reason())) {
        decision = null;
      }
    } else if (detectors.verifierSettled()) {
      decide(
          CutReason.OVERTHINKING,
          KEEP_ALL,
          AnswerExtractor.inExcerpt(question, settledExcerpt)
              .map(CandidateAnswer::text)
              .orElse(""));
    } else {
      decide(CutReason.DETECTED, KEEP_ALL, "");
    }
  }

  private static boolean isSettled(CutReason reason) {
    return reason == CutReason.OVERTHINKING || reason == CutReason.DETECTED;
  }

  private void decide(CutReason reason, long promptChars, String answer) {
    if (decision == null) {
      decision = new Decision(reason, chars, promptChars, answer);
    }
  }

  /** A cut waits for the end of a sentence, then for white space, and longer for open math. */
  private boolean mayCut(Decision decided, boolean sentenceEnd, char c) {
    long waited = chars - decided.sinceChar();
    long grace = settings.chars(settings.sentenceGraceTokens());
    if (waited >= grace && sentences.insideSpan()) {
      grace += settings.chars(OPEN_SPAN_GRACE_TOKENS);
    }
    return sentenceEnd || (waited >= grace && Character.isWhitespace(c));
  }

  private void cut(Decision decided) {
    boolean settled = isSettled(decided.reason());
    cut =
        new Cut(
            decided.reason(),
            chars,
            Math.min(decided.promptChars(), chars),
            settled ? Cut.Ending.GENTLE : Cut.Ending.FORCED,
            decided.answer());
    listener.onCut(cut);
  }

  private boolean isOver() {
    return ended || cut != null;
  }

  /** Carries the outcome of the stopping rule into the machine. */
  private final class Outcome implements Convergence.Listener {

    @Override
    public void ask(VerifierQuestion asked) {
      listener.onQuestion(asked);
    }

    @Override
    public void onSettled(String excerpt) {
      settledExcerpt = excerpt;
      detectors.onVerifier(true);
      weigh();
    }

    @Override
    public void onUnsettled() {
      detectors.onVerifier(false);
      if (decision != null && decision.reason() == CutReason.OVERTHINKING) {
        decision = null;
      }
      weigh();
    }
  }
}

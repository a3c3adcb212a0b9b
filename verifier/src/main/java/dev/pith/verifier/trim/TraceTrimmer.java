package dev.pith.verifier.trim;

import dev.pith.verifier.CutReason;
import dev.pith.verifier.Thought;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.text.TextModel;
import dev.pith.verifier.trace.RepetitionDetector;
import dev.pith.verifier.trace.SentenceEnds;
import dev.pith.verifier.trace.ThoughtSegmenter;
import dev.pith.verifier.trace.TriggerDetector;
import java.util.Optional;
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
    this(settings, question, budgetTokens, listener, null);
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
    this.settings = settings;
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
            segmentation(ThoughtSegmenter.Boundary.REFLECTION), thought -> onReflection());
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
  }

  private void onReflection() {
    thoughts++;
    boolean settled = decision != null && decision.reason() == CutReason.OVERTHINKING;
    if (underthinking.mustStop(settings.tokens(chars), thoughts, settled)) {
      decide(CutReason.UNDERTHINKING, KEEP_ALL, "");
    }
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
    boolean settled = decided.reason() == CutReason.OVERTHINKING;
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
      decide(
          CutReason.OVERTHINKING,
          KEEP_ALL,
          AnswerExtractor.inExcerpt(question, excerpt).map(CandidateAnswer::text).orElse(""));
    }

    @Override
    public void onUnsettled() {
      if (decision != null && decision.reason() == CutReason.OVERTHINKING) {
        decision = null;
      }
    }
  }
}

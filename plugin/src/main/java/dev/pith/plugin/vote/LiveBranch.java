package dev.pith.plugin.vote;

import dev.pith.plugin.dialect.CountSource;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.verifier.vote.AnswerClasses;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is known of one branch of a vote. Confined to the vote's executor. */
final class LiveBranch {

  /** Where it stands. */
  enum State {
    RUNNING,
    FINISHED,
    CANCELLED,
    FAILED
  }

  private final int index;
  private final long beginsAt;
  private final int stepTokens;
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder answer = new StringBuilder();

  private State state = State.RUNNING;
  private BranchSource.@Nullable Branch stream;
  private UsageReport usage = UsageReport.UNKNOWN;
  private @Nullable TokenCount told;
  private long pieces;
  private long chars;
  private double logProbs;
  private long tokensWithLogProb;
  private long stepsWritten;
  private long stepsCounted;
  private int looks;
  private boolean probed;
  private int answerClass = AnswerClasses.UNREADABLE;

  /**
   * Begins a branch.
   *
   * @param beginsAt where it begins, in tokens of branches that run side by side
   */
  LiveBranch(int index, long beginsAt, int stepTokens) {
    this.index = index;
    this.beginsAt = beginsAt;
    this.stepTokens = stepTokens;
  }

  int index() {
    return index;
  }

  State state() {
    return state;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  void streamsBy(BranchSource.Branch started) {
    stream = started;
  }

  void onText(String text, boolean isAnswer, boolean keepThinking) {
    pieces++;
    chars += text.length();
    if (isAnswer) {
      answer.append(text);
    } else if (keepThinking) {
      thinking.append(text);
    }
    looks = 0;
  }

  void onTokens(TokenCount soFar) {
    told = soFar;
    looks = 0;
  }

  void onLogProbs(double sum, long tokens) {
    logProbs += sum;
    tokensWithLogProb += tokens;
  }

  void onUsage(UsageReport report) {
    usage = report;
    looks = 0;
  }

  /** Its last answer is that. */
  void answers(int number) {
    answerClass = number;
  }

  void becomes(State next) {
    state = next;
  }

  /** Ends its stream; tells whether that could be done. */
  @Nullable RuntimeException cancelStream() {
    try {
      if (stream != null) {
        stream.cancel();
      }
      return null;
    } catch (RuntimeException refused) {
      return refused;
    }
  }

  /** {@link SilenceWatch} has come by. */
  void lookedAt() {
    looks++;
  }

  /** Returns how many looks have passed without a word since the first of them. */
  int silentLooks() {
    return Math.max(0, looks - 1);
  }

  /** Tells whether it has said nothing from one look to the next. */
  boolean standsStill() {
    return silentLooks() > 0;
  }

  /** Returns whether it has crossed the end of a step since this was asked last. */
  boolean crossedStep() {
    long steps = tokens().tokens() / stepTokens;
    boolean crossed = steps > stepsWritten;
    stepsWritten = Math.max(steps, stepsWritten);
    return crossed;
  }

  /** Returns how many steps it has written that have not been counted. */
  long stepsAhead() {
    return stepsWritten - stepsCounted;
  }

  /** A step of the vote is over; a branch that has not written it is not waited for again. */
  void countStep() {
    if (stepsAhead() > 0) {
      stepsCounted++;
    }
  }

  /** Takes the right to probe it; false while a probe is open. */
  boolean beginProbe() {
    boolean free = !probed;
    probed = true;
    return free;
  }

  void endProbe() {
    probed = false;
  }

  boolean thinks() {
    return answer.isEmpty() && !thinking.isEmpty();
  }

  String thinking() {
    return thinking.toString();
  }

  String answerText() {
    return answer.toString();
  }

  boolean saidNothing() {
    return pieces == 0 && tokens().tokens() == 0;
  }

  /** Returns the number of its last answer. */
  int answerClass() {
    return answerClass;
  }

  /** Returns how likely its tokens were in the mean; empty where that is not told. */
  OptionalDouble meanLogProb() {
    return tokensWithLogProb == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(logProbs / tokensWithLogProb);
  }

  /** Returns what it has generated, as it is known best. */
  TokenCount tokens() {
    OptionalLong reported = usage.completionTokens();
    if (reported.isPresent()) {
      return new TokenCount(reported.getAsLong(), CountSource.USAGE);
    }
    if (told != null) {
      return told;
    }
    return pieces == 0 ? TokenCount.NONE : TokenCount.ofPieces(pieces, chars);
  }

  UsageReport usage() {
    return usage;
  }

  /** Returns where it has come to, in tokens of branches that run side by side. */
  long reaches() {
    return beginsAt + tokens().tokens();
  }
}

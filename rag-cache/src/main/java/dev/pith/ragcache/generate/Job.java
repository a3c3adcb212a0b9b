package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.token.Detokenizer;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a {@link Generator}: its text so far, how much of it has KV, and
 * who hears of it.
 *
 * <p>Used by the generator's thread alone, but for the methods of {@link Generation}.
 */
final class Job implements Generation {

  /*
   * There is no difference between reading a prompt, generating, and reading again after KV was
   * given away: whatever part of the text has no KV yet is run, and when its last token was among
   * the rows, the next token is chosen. Tokens that were appended are told of when their
   * probabilities are known, as the scored ones of a prompt are.
   */

  /** Rows that ask for all logits in one pass, at most: each takes a vocabulary of floats. */
  private static final int LOGITS_ROWS = 16;

  private final GenerationRequest request;
  private final Listener listener;
  private final @Nullable Consumer<LogProbs> onNext;
  private final Tokenizer tokenizer;
  private final Detokenizer detokenizer;
  private final StopTexts stopTexts;
  private final Sampler sampler;
  private final GeneratorCounters counters;
  private final Lane lane;
  private final Consumer<Job> changed;
  private final int promptTokens;

  /** What was appended and is not part of the text yet. */
  private final Queue<int[]> appended = new ConcurrentLinkedQueue<>();

  /** How long its text may become, the prompt included. */
  private final int maxLength;

  private int[] tokens;
  private int length;

  /** The next token to score, of the prompt or of what was appended. */
  private int nextScore;

  /** Where those to score end; {@link #nextScore} when there is none. */
  private int scoreEnd;

  private @Nullable KvSequence kv;

  /**
   * Whether its KV, or what that began with, was given with a request: it is of use for no other.
   */
  private boolean ownKv;

  private OptionalInt cachedTokens = OptionalInt.empty();
  private boolean seated;
  private boolean waits;
  private boolean promptReported;
  private int firstRow;
  private int rows;
  private boolean over;
  private volatile boolean paused;
  private volatile boolean cancelled;

  /**
   * Creates a job.
   *
   * @param onNext told of the log-probabilities after the prompt; may be null
   * @param contextTokens how long its text may become
   * @param lane where it waits
   * @param changed told when it was paused, resumed or cancelled, on the caller's thread
   */
  Job(
      GenerationRequest request,
      Listener listener,
      @Nullable Consumer<LogProbs> onNext,
      Tokenizer tokenizer,
      Sampler sampler,
      int contextTokens,
      GeneratorCounters counters,
      Lane lane,
      Consumer<Job> changed) {
    this.request = request;
    this.listener = listener;
    this.onNext = onNext;
    this.tokenizer = tokenizer;
    this.sampler = sampler;
    this.counters = counters;
    this.lane = lane;
    this.changed = changed;
    tokens = request.prompt();
    promptTokens = tokens.length;
    length = promptTokens;
    maxLength =
        (int)
            Math.min(
                contextTokens, promptTokens + (long) request.maxTokens().orElse(contextTokens));
    nextScore = request.scoreFrom().orElse(promptTokens);
    scoreEnd = promptTokens;
    stopTexts = new StopTexts(request.stopTexts());
    detokenizer = tokenizer.continuation(tokens[promptTokens - 1], request.renderSpecial());
    kv = request.kv();
    ownKv = kv != null;
    if (ownKv) {
      cachedTokens = OptionalInt.of(request.cachedTokens());
    }
  }

  @Override
  public void pause() {
    paused = true;
    changed.accept(this);
  }

  @Override
  public void resume() {
    paused = false;
    changed.accept(this);
  }

  @Override
  public void append(int[] more) {
    for (int token : more) {
      if (token < 0 || token >= tokenizer.size()) {
        throw new IllegalArgumentException(
            "a token must be in [0, " + tokenizer.size() + "): " + token);
      }
    }
    appended.add(more.clone());
    changed.accept(this);
  }

  @Override
  public void cancel() {
    cancelled = true;
    changed.accept(this);
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Tells whether it has ended by itself or broke. */
  boolean isOver() {
    return over;
  }

  /** Tells whether it would use rows. */
  boolean canRun() {
    return !paused && !cancelled && !over;
  }

  Lane lane() {
    return lane;
  }

  /** Returns who gets its KV in the end; null when it is kept for requests that begin alike. */
  @Nullable Consumer<KvSequence> heir() {
    return request.heir();
  }

  /** Tells whether it goes on with an answer that somebody is already reading. */
  boolean continuesAnswer() {
    return request.continuesAnswer();
  }

  /** Gives it a place in this step, or none. */
  void seat(boolean has) {
    seated = has;
  }

  /** Tells whether it has a place in this step. */
  boolean isSeated() {
    return seated;
  }

  String salt() {
    return request.salt();
  }

  /** Returns how many tokens its text has so far. */
  int length() {
    return length;
  }

  /** Returns how many tokens of its text have KV. */
  int kvLength() {
    return kv == null ? 0 : kv.end();
  }

  /** Returns its KV; null before {@link #begin} and after {@link #release}. */
  @Nullable KvSequence kv() {
    return kv;
  }

  /** Tells whether its KV is that of its tokens alone, so that others may begin with it. */
  boolean sharesKv() {
    return !ownKv;
  }

  /** Tells whether a job may begin with this one's KV: who goes on with an answer may with any. */
  boolean sharesKvWith(Job other) {
    return sharesKv() || other.continuesAnswer();
  }

  /** Returns how many tokens at its beginning need not run: their logits are not asked. */
  int skippable() {
    return (hasScores() ? nextScore : length) - 1;
  }

  /** Returns how many tokens at its beginning agree with those of another, up to a limit. */
  int commonPrefix(Job other, int limit) {
    int compared = Math.min(limit, Math.min(length, other.length));
    int mismatch = Arrays.mismatch(tokens, 0, compared, other.tokens, 0, compared);
    return mismatch < 0 ? compared : mismatch;
  }

  /** Returns its tokens; only the first {@link #length} count. Not to be changed. */
  int[] tokens() {
    return tokens;
  }

  /**
   * Tells whether it waits for KV that another is about to have: from when enough is coming until
   * all of it is there.
   *
   * @param coming how many tokens it would spare
   * @param worth how many make it begin to wait
   */
  boolean waitsFor(int coming, int worth) {
    waits = coming >= (waits ? 1 : worth);
    return waits;
  }

  /** Makes what was appended part of its text, up to its limit, once it has begun to generate. */
  void takeAppended() {
    if (!promptReported) {
      return;
    }
    for (int[] more = appended.poll(); more != null; more = appended.poll()) {
      int count = Math.min(more.length, maxLength - length);
      if (!hasScores()) {
        nextScore = length;
      }
      ensureRoom(count);
      System.arraycopy(more, 0, tokens, length, count);
      length += count;
      scoreEnd = length;
    }
  }

  /**
   * Gives it KV that has the first tokens of its text.
   *
   * @param shares whether others may begin with it, too
   */
  void begin(KvSequence kv, boolean shares) {
    ownKv = !shares;
    this.kv = kv;
    if (cachedTokens.isEmpty()) {
      cachedTokens = OptionalInt.of(kv.end());
    }
  }

  /** Takes its KV away; it will begin again, or has ended. */
  @Nullable KvSequence release() {
    KvSequence released = kv;
    kv = null;
    ownKv = false;
    return released;
  }

  /** Tells whether more than the next token's row is to run. */
  boolean reads() {
    return length - kvLength() > 1;
  }

  /** Lets it use so many rows in the next pass, or fewer; returns how many it will use. */
  int plan(int limit) {
    boolean manyLogits = request.topLogProbs() > 0 && hasScores();
    rows = Math.min(length - kvLength(), manyLogits ? Math.min(limit, LOGITS_ROWS) : limit);
    return rows;
  }

  /** Returns how many rows it will use. */
  int rows() {
    return rows;
  }

  /** Adds the rows that were planned to a batch. */
  void fill(Batch batch) {
    if (kv == null) {
      throw new IllegalStateException("a job without KV cannot run");
    }
    int start = kv.end();
    firstRow = batch.rows();
    for (int position = start; position < start + rows; position++) {
      int row = batch.add(kv, position, tokens[position]);
      int next = position + 1;
      if (next == length ? asksNext() : scores(next) && request.topLogProbs() > 0) {
        batch.askLogits(row);
      } else if (scores(next)) {
        batch.askLogProb(row, tokens[next]);
      }
    }
  }

  /**
   * Takes what a pass answered for its rows, and tells the listener.
   *
   * @throws RuntimeException what the listener threw, or when the logits are no numbers
   */
  void read(Batch batch, LogProbs logProbs) {
    int end = kvLength();
    for (int row = firstRow; row < firstRow + rows && !cancelled && !over; row++) {
      int next = end - (firstRow + rows - row) + 1;
      if (scores(next)) {
        score(batch, row, logProbs);
      }
    }
    if (end < length || cancelled || over) {
      return;
    }
    int lastRow = firstRow + rows - 1;
    if (asksNext()) {
      logProbs.read(batch.logits(lastRow));
    }
    if (!promptReported) {
      reportPrompt(logProbs);
    }
    if (!cancelled && !over) {
      choose(batch.logits(lastRow), logProbs);
    }
  }

  /** Ends it with a failure, of which nobody hears when it was cancelled. */
  void fail(Throwable failure) {
    over = true;
    if (!cancelled) {
      listener.onFailure(failure);
    }
  }

  /** Tells whether the logits after the last token are asked. */
  private boolean asksNext() {
    return maxLength > promptTokens || onNext != null;
  }

  private boolean scores(int index) {
    return index >= nextScore && index < scoreEnd;
  }

  private boolean hasScores() {
    return nextScore < scoreEnd;
  }

  private void score(Batch batch, int row, LogProbs logProbs) {
    int index = nextScore++;
    int token = tokens[index];
    double logProb;
    List<TokenLogProb> top = List.of();
    if (request.topLogProbs() > 0) {
      logProbs.read(batch.logits(row));
      logProb = logProbs.of(token);
      top = logProbs.top(request.topLogProbs());
    } else {
      logProb = batch.logProb(row);
    }
    if (index < promptTokens) {
      listener.onPromptToken(new ScoredToken(index, token, logProb, top));
    } else {
      tell(index, logProb, top);
    }
  }

  private void reportPrompt(LogProbs logProbs) {
    promptReported = true;
    int cached = cachedTokens.orElse(0);
    counters.promptRead(promptTokens, cached);
    if (onNext != null) {
      onNext.accept(logProbs);
    }
    listener.onPrompt(promptTokens, cached);
    if (promptTokens == maxLength && !cancelled) {
      end(FinishReason.MAX_TOKENS, "");
    }
  }

  private void choose(float[] logits, LogProbs logProbs) {
    int token = sampler.next(logits, tokens, promptTokens, length);
    ensureRoom(1);
    int index = length++;
    tokens[index] = token;
    counters.generated();
    tell(index, logProbs.of(token), logProbs.top(request.topLogProbs()));
  }

  private void ensureRoom(int more) {
    if (length + more > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.min(maxLength, Math.max(2 * length, length + more)));
    }
  }

  /** Tells of a token behind the prompt, and ends the text where it is one to end with. */
  private void tell(int index, double logProb, List<TokenLogProb> top) {
    int token = tokens[index];
    boolean ends =
        request.stopTokens().contains(token)
            || (tokenizer.endsGeneration(token) && !request.ignoreEnd());
    String text = ends ? "" : stopTexts.next(detokenizer.next(token));
    listener.onToken(new GeneratedToken(token, text, logProb, top));
    if (cancelled) {
      return;
    }
    if (ends) {
      end(FinishReason.END, heldBack());
    } else if (stopTexts.stopped()) {
      listener.onStopText(stopTexts.stop());
      end(FinishReason.STOP_TEXT, "");
    } else if (index + 1 == maxLength) {
      boolean asked = maxLength - promptTokens == request.maxTokens().orElse(Integer.MAX_VALUE);
      end(asked ? FinishReason.MAX_TOKENS : FinishReason.CONTEXT_FULL, heldBack());
    }
  }

  private String heldBack() {
    return stopTexts.next(detokenizer.end()) + stopTexts.end();
  }

  private void end(FinishReason reason, String tail) {
    over = true;
    counters.completed();
    listener.onEnd(reason, tail);
  }
}

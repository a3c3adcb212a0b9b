package dev.pith.plugin.langchain4j;

import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A chat from its cut on: what is kept of its thinking, the calls that go on from there, and the
 * response that becomes of it. Confined to the lock of its chat.
 */
final class CutChat implements ContinuedAnswer.Listener {

  /** Learns how it goes on. */
  interface Listener {
    /** The answer has begun: the first call is not needed any more. */
    void onBegun();

    /** The model does not go on from the cut. */
    void onGivenUp(String reason);
  }

  /** A model that may write only a few more words is not asked to answer with them. */
  private static final long MIN_ANSWER_TOKENS = 64;

  private final TrimmedChat chat;
  private final ChatRequestOptions options;
  private final Lock lock;
  private final UserStream user;
  private final ChatAccount account;
  private final Listener listener;

  private final Cut cut;
  private final String thinking;
  private final TokenCount kept;
  private final boolean inline;
  private final String guide;

  private boolean secondTry;
  private @Nullable ContinuedAnswer answer;
  private @Nullable TokenUsage usageOfFirst;

  /**
   * Keeps what has been read so far.
   *
   * @param lock held while the user is called
   */
  CutChat(
      TrimmedChat chat,
      ChatRequestOptions options,
      Lock lock,
      UserStream user,
      ChatAccount account,
      TraceReading reading,
      Cut cut,
      Listener listener) {
    this.chat = chat;
    this.options = options;
    this.lock = lock;
    this.user = user;
    this.account = account;
    this.listener = listener;
    this.cut = cut;
    this.thinking = reading.thinking();
    this.kept = reading.tokens();
    this.inline = reading.inline();
    this.guide = Guidance.inLanguageOf(thinking).after(thinking, cut.ending());
  }

  /** Tells whether the user's limit leaves the model room for an answer. */
  boolean leavesRoom() {
    return tokensLeft().orElse(MIN_ANSWER_TOKENS) >= MIN_ANSWER_TOKENS;
  }

  /** Asks the model to go on. */
  void goOn(ContinuationMethod way) {
    ContinuedAnswer next = new ContinuedAnswer(way, lock, user, this);
    answer = next;
    next.mustBeginWithin(chat.options().continuationDeadline());
    Trimming trimming = chat.trimming();
    try {
      trimming
          .delegate()
          .chat(
              trimming.requests().after(chat.request(), way, closedThinking(), tokensLeft()),
              options,
              next);
    } catch (RuntimeException refused) {
      next.giveUp("continuation-refused");
    }
  }

  /** The first call has ended by itself, with this usage. */
  void onFirstEnded(@Nullable TokenUsage usage) {
    usageOfFirst = usage;
  }

  /** Ends the call that goes on. */
  void cancel() {
    if (answer != null) {
      answer.cancel();
    }
  }

  @Override
  public void onBegun(ContinuedAnswer begun) {
    listener.onBegun();
    chat.way().succeeded(begun.method());
    String shown = chat.options().guideVisible() ? guide : "";
    if (inline) {
      String closed = chat.trimming().requests().shape().close(shown);
      user.guarded(() -> user.text(new PartialResponse(closed), true));
    } else if (!shown.isEmpty()) {
      user.guarded(() -> user.thinking(new PartialThinking(shown), true));
    }
  }

  @Override
  public void onAnswered(ContinuedAnswer answered, ChatResponse response) {
    TokenUsage told = response.tokenUsage();
    TrimReport report = account.cut(cut, thinking.length(), kept, answered.method(), told);
    user.complete(
        TrimmedResponse.of(
            response, user, report, told == null ? null : usage(told, answered.method())));
  }

  @Override
  public void onGivenUp(ContinuedAnswer answered, String reason) {
    chat.trimming().meter().continuationFailed();
    chat.way().failed(answered.method(), reason);
    Optional<ContinuationMethod> next =
        chat.trimming().overlaps() || secondTry
            ? Optional.empty()
            : chat.wayAfter(answered.method());
    secondTry = true;
    if (next.isPresent()) {
      goOn(next.get());
    } else {
      listener.onGivenUp(reason);
    }
  }

  /** Returns the usage of both calls as one, of the type that the provider has. */
  private TokenUsage usage(TokenUsage told, ContinuationMethod way) {
    return UsageCounts.ofCut(
            usageOfFirst == null ? null : UsageCounts.of(usageOfFirst),
            UsageCounts.of(told),
            kept,
            TokenCount.ofPieces(0, guide.length()),
            !way.isPrefill())
        .inTypeOf(told);
  }

  /** Only the repeats of a loop, which the user has seen, are left out of the prompt. */
  private String closedThinking() {
    boolean loop = cut.promptChars() < cut.atChar();
    String prompt = loop ? thinking.substring(0, Math.toIntExact(cut.promptChars())) : thinking;
    return prompt + Guidance.inLanguageOf(thinking).after(prompt, cut.ending());
  }

  private OptionalLong tokensLeft() {
    Integer limit = chat.request().maxOutputTokens();
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit - kept.tokens());
  }
}

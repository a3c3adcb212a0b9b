package dev.pith.plugin.langchain4j.testing;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.langchain4j.TrimReport;
import dev.pith.verifier.CutReason;
import java.util.Locale;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about a response: whether it was trimmed, why, and what that saved. */
public final class ChatResponseAssert extends AbstractAssert<ChatResponseAssert, ChatResponse> {

  ChatResponseAssert(ChatResponse actual) {
    super(actual, ChatResponseAssert.class);
  }

  /** Verifies that the thinking was cut. */
  public ChatResponseAssert wasTrimmed() {
    report();
    return this;
  }

  /** Verifies that the thinking was cut for this reason. */
  public ChatResponseAssert wasTrimmedBecauseOf(CutReason reason) {
    CutReason found = report().reason();
    if (found != reason) {
      failWithMessage("Expected the thinking to be cut because of %s but it was %s", reason, found);
    }
    return this;
  }

  /** Verifies that the thinking was not cut. */
  public ChatResponseAssert wasNotTrimmed() {
    isNotNull();
    TrimReport.of(actual)
        .ifPresent(report -> failWithMessage("Expected no cut but there is one: %s", report));
    return this;
  }

  /** Verifies that at most so many tokens of thinking were kept. */
  public ChatResponseAssert keptAtMost(long tokens) {
    long kept = report().kept().tokens();
    if (kept > tokens) {
      failWithMessage(
          "Expected at most %s tokens of thinking to be kept but %s were", tokens, kept);
    }
    return this;
  }

  /**
   * Verifies that this response took fewer output tokens than another one to the same request.
   *
   * @param percent the least saving, in percent of the other's output tokens
   * @param untrimmed the response without trimming
   */
  public ChatResponseAssert savedAtLeast(double percent, ChatResponse untrimmed) {
    report();
    double full = outputTokens(untrimmed, "the untrimmed response");
    double saved = 100 * (1 - outputTokens(actual, "the response") / full);
    if (saved < percent) {
      failWithMessage(
          "Expected at least %s %% of %s output tokens to be saved but %s %% were",
          percent, (long) full, String.format(Locale.ROOT, "%.1f", saved));
    }
    return this;
  }

  private TrimReport report() {
    isNotNull();
    TrimReport report = TrimReport.of(actual).orElse(null);
    if (report == null) {
      failWithMessage("Expected the thinking to be cut but it was not: %s", actual.aiMessage());
    }
    return Objects.requireNonNull(report);
  }

  private double outputTokens(ChatResponse response, String name) {
    @Nullable TokenUsage usage = response.tokenUsage();
    if (usage == null || usage.outputTokenCount() == null) {
      failWithMessage("Expected %s to tell its output tokens but its usage is %s", name, usage);
    }
    return Objects.requireNonNull(usage).outputTokenCount();
  }
}

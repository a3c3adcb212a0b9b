package dev.pith.ragcache.generate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Keeps what a generation reports and lets a test wait for its end. */
class RecordingListener implements Generation.Listener {

  final List<ScoredToken> scored = new ArrayList<>();
  final List<GeneratedToken> tokens = new ArrayList<>();
  final StringBuilder text = new StringBuilder();
  int promptTokens = -1;
  int cachedTokens = -1;
  @Nullable FinishReason reason;
  @Nullable Throwable failure;
  private final CountDownLatch over = new CountDownLatch(1);

  @Override
  public void onPromptToken(ScoredToken token) {
    assertThat(promptTokens).as("the prompt's tokens come before its end").isEqualTo(-1);
    scored.add(token);
  }

  @Override
  public void onPrompt(int promptTokens, int cachedTokens) {
    assertThat(this.promptTokens).as("the prompt is read once").isEqualTo(-1);
    this.promptTokens = promptTokens;
    this.cachedTokens = cachedTokens;
  }

  @Override
  public void onToken(GeneratedToken token) {
    assertThat(promptTokens).as("the prompt is read first").isPositive();
    tokens.add(token);
    text.append(token.text());
  }

  @Override
  public void onEnd(FinishReason reason, String tail) {
    text.append(tail);
    this.reason = reason;
    end();
  }

  @Override
  public void onFailure(Throwable failure) {
    this.failure = failure;
    end();
  }

  private void end() {
    assertThat(over.getCount()).as("one end").isEqualTo(1);
    over.countDown();
  }

  /** Waits for the end; fails when it does not come. */
  RecordingListener await() throws InterruptedException {
    assertThat(over.await(60, SECONDS)).as("the generation ends").isTrue();
    return this;
  }

  List<Integer> ids() {
    return tokens.stream().map(GeneratedToken::id).toList();
  }
}

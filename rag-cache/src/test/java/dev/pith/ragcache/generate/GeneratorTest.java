package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.CONTEXT;
import static dev.pith.ragcache.generate.GeneratorBed.VOCABULARY;
import static dev.pith.ragcache.generate.GeneratorBed.greedy;
import static dev.pith.ragcache.generate.GeneratorBed.logits;
import static dev.pith.ragcache.generate.GeneratorBed.prompt;
import static dev.pith.ragcache.generate.GeneratorBed.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {

  /** A prompt whose greedy answer is long. */
  private static final int[] PROMPT = tokens(11, 3);

  private final GeneratorBed bed = new GeneratorBed();

  @AfterEach
  void close() {
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  @ParameterizedTest(name = "prompt of {0}")
  @ValueSource(ints = {1, 2, 7, 8, 9, 16, 17, 100})
  void submit_anyPrompt_asPassesOverTheWholeText(int length) throws InterruptedException {
    int[] prompt = tokens(length, length);

    RecordingListener heard = bed.submit(GenerationRequest.builder(prompt).maxTokens(20)).await();

    assertThat(heard.ids()).isEqualTo(greedy(prompt, 20));
    assertThat(heard.promptTokens).isEqualTo(length);
    assertThat(heard.cachedTokens).isZero();
  }

  @Test
  void submit_seeded_asPassesOverTheWholeText() throws InterruptedException {
    SamplingSettings sampling =
        SamplingSettings.builder()
            .temperature(1.5)
            .topP(0.9)
            .repetitionPenalty(1.2)
            .presencePenalty(0.5)
            .seed(7)
            .build();

    RecordingListener heard =
        bed.submit(GenerationRequest.builder(PROMPT).maxTokens(30).sampling(sampling)).await();

    assertThat(heard.ids()).isEqualTo(GeneratorBed.expected(PROMPT, 30, sampling));
  }

  @Test
  void submit_maxTokens_endsThereWithWholeText() throws InterruptedException {
    RecordingListener heard = bed.submit(GenerationRequest.builder(PROMPT).maxTokens(5)).await();

    assertThat(heard.reason).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(heard.ids()).hasSize(5);
    assertThat(heard.text).hasToString(text(heard.ids()));
  }

  @Test
  void submit_modelEnds_lastTokenIsReportedWithoutText() throws InterruptedException {
    SamplingSettings ending = SamplingSettings.builder().logitBias(Map.of(0, 50.0)).build();

    RecordingListener heard = bed.submit(prompt("abc").sampling(ending)).await();

    assertThat(heard.reason).isEqualTo(FinishReason.END);
    assertThat(heard.ids()).containsExactly(0);
    assertThat(heard.text).isEmpty();
  }

  @Test
  void submit_ignoreEnd_goesOn() throws InterruptedException {
    SamplingSettings ending = SamplingSettings.builder().logitBias(Map.of(0, 50.0)).build();

    RecordingListener heard =
        bed.submit(prompt("abc").sampling(ending).ignoreEnd(true).maxTokens(3)).await();

    assertThat(heard.reason).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(heard.ids()).containsExactly(0, 0, 0);
  }

  @Test
  void submit_stopToken_endsWithoutItsText() throws InterruptedException {
    List<Integer> all = greedy(PROMPT, 10);
    int stop = all.get(4);

    RecordingListener heard =
        bed.submit(GenerationRequest.builder(PROMPT).stopTokens(Set.of(stop))).await();

    List<Integer> expected = all.subList(0, all.indexOf(stop) + 1);
    assertThat(heard.reason).isEqualTo(FinishReason.END);
    assertThat(heard.ids()).isEqualTo(expected);
    assertThat(heard.text).hasToString(text(expected.subList(0, expected.size() - 1)));
  }

  @Test
  void submit_stopText_endsBeforeItAcrossTokens() throws InterruptedException {
    String all = text(greedy(PROMPT, 12));
    String stop = all.substring(6, 9);

    RecordingListener heard =
        bed.submit(GenerationRequest.builder(PROMPT).stopTexts(List.of("zzzzz", stop))).await();

    assertThat(heard.reason).isEqualTo(FinishReason.STOP_TEXT);
    assertThat(heard.text).hasToString(all.substring(0, all.indexOf(stop)));
  }

  @Test
  void submit_beginningOfAStopTextAtTheEnd_comesAsTail() throws InterruptedException {
    String all = text(greedy(PROMPT, 8));

    RecordingListener heard =
        bed.submit(
                GenerationRequest.builder(PROMPT)
                    .maxTokens(8)
                    .stopTexts(List.of(all.substring(7) + "??")))
            .await();

    assertThat(heard.reason).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(heard.tokens.get(7).text()).isEmpty();
    assertThat(heard.text).hasToString(all);
  }

  @Test
  void submit_contextFull_saysSo() throws InterruptedException {
    int[] prompt = tokens(CONTEXT - 3, 1);

    RecordingListener heard =
        bed.submit(GenerationRequest.builder(prompt).ignoreEnd(true).maxTokens(50)).await();

    assertThat(heard.reason).isEqualTo(FinishReason.CONTEXT_FULL);
    assertThat(heard.ids()).hasSize(3);
  }

  @Test
  void submit_topLogProbs_areTheModelsOwn() throws InterruptedException {
    SamplingSettings hot = SamplingSettings.builder().temperature(3).topK(2).seed(1).build();
    LogProbs expected = new LogProbs(VOCABULARY);
    expected.read(logits(PROMPT));

    RecordingListener heard =
        bed.submit(GenerationRequest.builder(PROMPT).sampling(hot).maxTokens(1).topLogProbs(4))
            .await();

    GeneratedToken token = heard.tokens.get(0);
    assertThat(token.logProb()).isEqualTo(expected.of(token.id()));
    assertThat(token.top()).isEqualTo(expected.top(4));
  }

  @Test
  void submit_noMaxTokens_promptOnlyIsReadForZero() throws InterruptedException {
    RecordingListener heard = bed.submit(GenerationRequest.builder(PROMPT).maxTokens(0)).await();

    assertThat(heard.reason).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(heard.promptTokens).isEqualTo(PROMPT.length);
    assertThat(heard.tokens).isEmpty();
  }

  @Test
  void submit_unknownToken_refused() {
    assertThatThrownBy(() -> bed.submit(GenerationRequest.builder(new int[] {1, VOCABULARY})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a token of the prompt must be in [0, 27): 27");
  }

  @Test
  void submit_promptFillsTheContext_refused() {
    assertThatThrownBy(() -> bed.submit(GenerationRequest.builder(tokens(CONTEXT, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the prompt must have at most 199 tokens to fit the context of 200: 200");
  }

  @Test
  void start_littleRoom_contextIsWhatFits() {
    GeneratorBed small = new GeneratorBed(settings -> settings.withMaxKvBytes(700));

    assertThat(small.generator.contextTokens()).isEqualTo(24);

    small.close();
  }

  @Test
  void start_noRoom_refused() {
    assertThatThrownBy(() -> new GeneratorBed(settings -> settings.withMaxKvBytes(150)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxKvBytes=150");
  }

  /** The thread may be anywhere between looking for work and waiting for it. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close_atAnyMoment_ends() {
    for (int i = 0; i < 10_000; i++) {
      GeneratorBed idle = new GeneratorBed();
      for (int spins = i % 100; spins > 0; spins--) {
        Thread.onSpinWait();
      }
      idle.close();
    }
  }

  private static String text(List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(ToyTokenizer.text(token)));
    return text.toString();
  }
}

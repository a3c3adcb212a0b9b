package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.VOCABULARY;
import static dev.pith.ragcache.generate.GeneratorBed.expected;
import static dev.pith.ragcache.generate.GeneratorBed.greedy;
import static dev.pith.ragcache.generate.GeneratorBed.logits;
import static dev.pith.ragcache.generate.GeneratorBed.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are written into a running generation. */
class GeneratorAppendTest {

  private static final int[] PROMPT = tokens(11, 3);
  private static final int[] ENDING = tokens(20, 9);

  private final StepGate gate = new StepGate();
  private final GeneratorBed bed = new GeneratorBed();

  @AfterEach
  void close() {
    gate.open();
    bed.close();
    assertThat(bed.engine.kvBytes()).isZero();
  }

  /** Appends when it hears of its n-th token. */
  private static final class Appending extends RecordingListener {
    private final int after;
    private final int[] more;
    private final CompletableFuture<Generation> generation = new CompletableFuture<>();

    Appending(int after, int[] more) {
      this.after = after;
      this.more = more;
    }

    @Override
    public void onToken(GeneratedToken token) {
      super.onToken(token);
      if (tokens.size() == after) {
        generation.join().append(more);
      }
    }

    Appending submitTo(GeneratorBed bed, GenerationRequest.Builder request) {
      generation.complete(bed.generator.submit(request.build(), this));
      return this;
    }
  }

  @ParameterizedTest(name = "{0} tokens")
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 40})
  void append_whenATokenIsHeard_comesBehindItAndTheModelGoesOn(int count)
      throws InterruptedException {
    int[] ending = tokens(count, 9);

    RecordingListener heard =
        new Appending(5, ending).submitTo(bed, request(5 + count + 12)).await();

    int[] before = joined(PROMPT, greedy(PROMPT, 5));
    int[] whole = joined(before, list(ending));
    assertThat(heard.ids())
        .isEqualTo(list(tail(joined(whole, greedy(whole, 12)), PROMPT.length)))
        .hasSizeGreaterThan(5 + count);
  }

  @Test
  void append_tokens_runInOnePassAndAreNotCountedAsGenerated() throws InterruptedException {
    int[] ending = tokens(7, 9);
    new Appending(5, ending).submitTo(bed, request(5 + 7 + 12)).await();

    GeneratorStats stats = bed.generator.stats();
    assertThat(stats.generatedTokens()).isEqualTo(5 + 12);
    assertThat(stats.rows()).isEqualTo(PROMPT.length + 5 + 7 + 12 - 1);
    assertThat(stats.steps()).isEqualTo(2 + 4 + 1 + 11); // the prompt takes two
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void append_tokens_haveTheModelsOwnProbabilities(int alternatives) throws InterruptedException {
    RecordingListener heard =
        new Appending(5, ENDING).submitTo(bed, request(40).topLogProbs(alternatives)).await();

    LogProbs expected = new LogProbs(VOCABULARY);
    int[] text = joined(PROMPT, heard.ids());
    for (int i = 0; i < heard.tokens.size(); i++) {
      GeneratedToken token = heard.tokens.get(i);
      expected.read(logits(Arrays.copyOf(text, PROMPT.length + i)));
      assertThat(token.logProb()).isCloseTo(expected.of(token.id()), within(1e-9));
      assertThat(token.top()).isEqualTo(expected.top(alternatives));
    }
  }

  @Test
  void append_fromAnotherThread_comesAfterTheStepThatRuns() throws InterruptedException {
    bed.engine.beforeForward(gate);
    RecordingListener heard = new RecordingListener();
    Generation generation = bed.generator.submit(request(30).build(), heard);
    for (int pass = 0; pass < 4; pass++) { // two of the prompt, two tokens
      gate.await();
      gate.pass();
    }
    gate.await(); // the third token is being made

    generation.append(ENDING);
    gate.open();

    int[] before = joined(PROMPT, greedy(PROMPT, 4));
    heard.await();
    assertThat(heard.ids().subList(0, 4)).isEqualTo(list(tail(before, PROMPT.length)));
    assertThat(heard.ids().subList(4, 24)).isEqualTo(list(ENDING));
  }

  @Test
  void append_beforeTheFirstToken_comesBehindIt() throws InterruptedException {
    bed.engine.beforeForward(gate);
    RecordingListener heard = new RecordingListener();
    bed.generator.submit(request(30).build(), heard).append(ENDING);
    gate.open();

    assertThat(heard.await().ids().subList(0, 21))
        .isEqualTo(list(tail(joined(joined(PROMPT, greedy(PROMPT, 1)), list(ENDING)), 11)));
  }

  @Test
  void append_twice_bothComeInTheirOrder() throws InterruptedException {
    bed.engine.beforeForward(gate);
    RecordingListener heard = new RecordingListener();
    Generation generation = bed.generator.submit(request(30).build(), heard);
    generation.append(Arrays.copyOf(ENDING, 6));
    generation.append(Arrays.copyOfRange(ENDING, 6, 20));
    gate.open();

    assertThat(heard.await().ids().subList(1, 21)).isEqualTo(list(ENDING));
  }

  @Test
  void append_whilePaused_comesWhenItGoesOn() throws InterruptedException {
    bed.engine.beforeForward(gate);
    RecordingListener heard = new RecordingListener();
    Generation generation = bed.generator.submit(request(30).build(), heard);
    gate.await();
    generation.pause();
    generation.append(ENDING);
    gate.open();
    assertThat(bed.submit(request(3)).await().ids()).hasSize(3);
    assertThat(heard.tokens).isEmpty();

    generation.resume();

    assertThat(heard.await().ids()).containsSequence(list(ENDING));
  }

  @Test
  void append_beyondTheLimit_isCutOffThere() throws InterruptedException {
    RecordingListener heard = new Appending(5, ENDING).submitTo(bed, request(12)).await();

    assertThat(heard.reason).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(heard.ids()).hasSize(12).endsWith(ENDING[6]);
  }

  @Test
  void append_tokenThatEndsAText_endsIt() throws InterruptedException {
    int[] ending = ENDING.clone();
    ending[4] = 0;

    RecordingListener heard = new Appending(5, ending).submitTo(bed, request(40)).await();

    assertThat(heard.reason).isEqualTo(FinishReason.END);
    assertThat(heard.ids()).hasSize(10).endsWith(0);
  }

  @Test
  void append_stopText_endsThere() throws InterruptedException {
    String stop = ToyTokenizer.text(ENDING[2]) + ToyTokenizer.text(ENDING[3]);

    RecordingListener heard =
        new Appending(5, ENDING).submitTo(bed, request(40).stopTexts(List.of(stop))).await();

    assertThat(heard.reason).isEqualTo(FinishReason.STOP_TEXT);
    assertThat(heard.ids()).hasSize(9);
    assertThat(heard.text.toString()).hasSize(7);
  }

  @Test
  void append_afterTheEnd_changesNothing() throws InterruptedException {
    RecordingListener heard = new RecordingListener();
    Generation generation = bed.generator.submit(request(3).build(), heard);
    heard.await();

    generation.append(ENDING);

    assertThat(bed.submit(request(3)).await().ids()).isEqualTo(heard.ids());
    assertThat(heard.ids()).hasSize(3);
  }

  @Test
  void append_unknownToken_refused() {
    bed.engine.beforeForward(gate);
    Generation generation = bed.generator.submit(request(3).build(), new RecordingListener());

    assertThatThrownBy(() -> generation.append(new int[] {1, VOCABULARY}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a token must be in [0, 27): 27");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void append_anyCompany_eachAsAlone(long seed) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    GeneratorBed crowded =
        new GeneratorBed(
            settings ->
                settings
                    .withMaxRunning(random.nextInt(1, 9))
                    .withPrefillRows(random.nextInt(1, 40))
                    .withPrefixCache(random.nextBoolean())
                    .withMaxKvBytes(random.nextBoolean() ? 1_000_000 : 6_500));
    List<RecordingListener> heard = new ArrayList<>();
    List<List<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int[] prompt = tokens(random.nextInt(1, 30), i % 4);
      SamplingSettings greedy = SamplingSettings.greedy();
      int after = random.nextInt(1, 10);
      int[] more = tokens(random.nextInt(1, 30), i);
      List<Integer> first = expected(prompt, after, greedy);
      if (first.size() == after && first.get(after - 1) != 0) {
        int[] whole = joined(joined(prompt, first), list(more));
        all.add(list(tail(joined(whole, expected(whole, 10, greedy)), prompt.length)));
      } else {
        all.add(first);
      }
      heard.add(
          new Appending(after, more)
              .submitTo(
                  crowded, GenerationRequest.builder(prompt).maxTokens(after + more.length + 10)));
    }

    for (int i = 0; i < heard.size(); i++) {
      assertThat(heard.get(i).await().ids()).as("request %s", i).isEqualTo(all.get(i));
    }
    crowded.close();
    assertThat(crowded.engine.kvBytes()).isZero();
  }

  private static GenerationRequest.Builder request(int maxTokens) {
    return GenerationRequest.builder(PROMPT).maxTokens(maxTokens);
  }

  private static int[] joined(int[] text, List<Integer> more) {
    return IntStream.concat(Arrays.stream(text), more.stream().mapToInt(i -> i)).toArray();
  }

  private static int[] tail(int[] text, int from) {
    return Arrays.copyOfRange(text, from, text.length);
  }

  private static List<Integer> list(int[] tokens) {
    return Arrays.stream(tokens).boxed().toList();
  }
}

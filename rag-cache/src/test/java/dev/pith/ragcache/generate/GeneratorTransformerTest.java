package dev.pith.ragcache.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.Transformer;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.token.Detokenizer;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator on a real forward pass, with random weights. */
class GeneratorTransformerTest {

  private static final String SYSTEM = "Say what is asked, and nothing else. ";

  @TempDir private Path folder;
  private Tokenizer tokenizer;
  private Transformer engine;

  @BeforeEach
  void load() throws IOException {
    Path path = folder.resolve("model.gguf");
    RandomModelFile.builder("qwen3").byteTokenizer().seed(5).write(path);
    GgufFile file = GgufFile.open(path);
    tokenizer = Tokenizer.of(file.metadata());
    engine = Transformer.load(file, EngineSettings.defaults().withThreads(2));
  }

  @AfterEach
  void close() {
    assertThat(engine.kvBytes()).isZero();
    engine.close();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void submit_anyCompany_sameTokensTextAndLogProbsAsAlone(long seed) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    GeneratorSettings settings =
        GeneratorSettings.defaults()
            .withMaxRunning(random.nextInt(1, 9))
            .withPrefillRows(random.nextInt(3, 70))
            .withPrefixCache(random.nextBoolean())
            .withMaxKvBytes(random.nextBoolean() ? 1 << 30 : engine.kvBytesOf(600, false));
    List<GenerationRequest> requests = new ArrayList<>();
    List<RecordingListener> heard = new ArrayList<>();
    try (Generator generator = Generator.start(engine, tokenizer, settings)) {
      for (int i = 0; i < 14; i++) {
        String question = SYSTEM.substring(0, random.nextInt(1, SYSTEM.length())) + "Task " + i % 5;
        GenerationRequest request =
            GenerationRequest.builder(tokenizer.encode(question, false, false))
                .maxTokens(random.nextInt(1, 25))
                .sampling(SamplingSettings.builder().temperature(i % 3).topP(0.9).seed(i).build())
                .build();
        RecordingListener listener = new RecordingListener();
        generator.submit(request, listener);
        requests.add(request);
        heard.add(listener);
      }
      for (RecordingListener listener : heard) {
        listener.await();
      }
    }

    for (int i = 0; i < requests.size(); i++) {
      RecordingListener alone = alone(requests.get(i));
      assertThat(heard.get(i).tokens).as("request %s", i).isEqualTo(alone.tokens);
      assertThat(heard.get(i).text).as("request %s", i).hasToString(alone.text.toString());
    }
  }

  @Test
  void score_prompt_sameAsTheLogitsSay() {
    int[] prompt = tokenizer.encode(SYSTEM, false, false);
    Scores scores;
    try (Generator generator =
        Generator.start(engine, tokenizer, GeneratorSettings.defaults().withPrefillRows(5))) {
      scores = generator.score(ScoringRequest.ofTokens(prompt, 1)).join();
    }

    float[][] logits = logits(prompt);
    LogProbs expected = new LogProbs(engine.config().vocabulary());
    for (ScoredToken token : scores.tokens()) {
      expected.read(logits[token.index() - 1]);
      assertThat(token.logProb()).isEqualTo(expected.of(token.id()), within(1e-6));
    }
    assertThat(scores.tokens()).hasSize(prompt.length - 1);
  }

  /** Generates by running the whole text anew for each token. */
  private RecordingListener alone(GenerationRequest request) {
    SamplingSettings sampling = request.sampling();
    int vocabulary = engine.config().vocabulary();
    Sampler sampler =
        new Sampler(
            sampling,
            new SplittableRandom(sampling.seed().orElseThrow()),
            new Sampler.Scratch(vocabulary));
    LogProbs logProbs = new LogProbs(vocabulary);
    RecordingListener listener = new RecordingListener();
    int[] text = request.prompt();
    Detokenizer detokenizer = tokenizer.continuation(text[text.length - 1], false);
    listener.onPrompt(text.length, 0);
    boolean ends = false;
    while (!ends && listener.tokens.size() < request.maxTokens().orElseThrow()) {
      float[] logits = logits(text)[text.length - 1];
      logProbs.read(logits);
      int token = sampler.next(logits, text, request.promptTokens(), text.length);
      text = Arrays.copyOf(text, text.length + 1);
      text[text.length - 1] = token;
      ends = tokenizer.endsGeneration(token);
      String piece = ends ? "" : detokenizer.next(token);
      listener.onToken(new GeneratedToken(token, piece, logProbs.of(token), List.of()));
    }
    listener.onEnd(FinishReason.END, detokenizer.end());
    return listener;
  }

  private float[][] logits(int[] text) {
    Batch batch = new Batch(engine.config().vocabulary());
    try (KvSequence sequence = engine.newSequence(false)) {
      for (int position = 0; position < text.length; position++) {
        batch.askLogits(batch.add(sequence, position, text[position]));
      }
      engine.forward(batch);
    }
    float[][] logits = new float[text.length][];
    Arrays.setAll(logits, batch::logits);
    return logits;
  }
}

package dev.pith.ragcache.reuse;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.ragcache.engine.EngineSettings;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.Transformer;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.Generator;
import dev.pith.ragcache.generate.GeneratorSettings;
import dev.pith.ragcache.plan.FixSettings;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkReaderTest {

  private static final String LEAD = "Answer from these notes.\n\n";
  private static final String RED = "- The red house stands by the river.\n\n";
  private static final String BLUE = "- The blue house has four windows.\n\n";
  private static final String ASKED = "Which house?";

  @TempDir private Path folder;
  private Tokenizer tokenizer;
  private Transformer engine;
  private Generator generator;
  private ChunkStore store;
  private ChunkReader reader;

  @BeforeEach
  void start() throws IOException {
    Path path = folder.resolve("model.gguf");
    RandomModelFile.builder("qwen3").byteTokenizer().seed(5).write(path);
    GgufFile file = GgufFile.open(path);
    tokenizer = Tokenizer.of(file.metadata());
    engine = Transformer.load(file, EngineSettings.defaults().withThreads(2));
    generator = Generator.start(engine, tokenizer, GeneratorSettings.defaults());
    store = ChunkStore.open(StoreSettings.defaults().withMemoryBytes(1 << 24));
    reader = reader(generator, 16);
  }

  private ChunkReader reader(Generator generator, int maxQueued) {
    return new ChunkReader(
        new PartialPrefill(engine, store, "model", 64),
        ReusePolicy.craft(FixSettings.calibrated(), 0.5),
        generator,
        maxQueued);
  }

  @AfterEach
  void stop() {
    reader.close();
    generator.close();
    assertThat(engine.kvBytes()).isZero();
    store.close();
    engine.close();
  }

  @Test
  void submit_nothingStored_generatesWhatTheGeneratorWould() throws InterruptedException {
    ChunkedPrompt prompt = prompt(RED, BLUE);
    Heard plain = new Heard();
    generator.submit(request(prompt).build(), plain);
    Heard chunked = new Heard();
    reader.submit(prompt, request(prompt), chunked);
    plain.await();
    chunked.await();

    assertThat(chunked.tokens).isEqualTo(plain.tokens).hasSize(8);
    assertThat(chunked.cached).isZero();
    assertThat(chunked.promptTokens).isEqualTo(prompt.length());
    assertThat(reader.stats().chunks()).isEqualTo(2);
    assertThat(reader.stats().hits()).isZero();
  }

  @Test
  void submit_chunksInAnotherOrder_reusesThemAndSaysSo() throws InterruptedException {
    submit(prompt(RED, BLUE)).await();
    Heard turned = submit(prompt(BLUE, RED));
    turned.await();

    assertThat(turned.tokens).hasSize(8);
    assertThat(turned.cached).isBetween(1, turned.promptTokens - 1);
    assertThat(reader.stats().hits()).isEqualTo(2);
    assertThat(reader.stats().flops()).isLessThan(reader.stats().fullFlops());
  }

  /** Repaired KV is no prefix for a request that asked for no reuse. */
  @Test
  void submit_samePromptToTheGenerator_neverMeetsRepairedKv() throws InterruptedException {
    submit(prompt(RED, BLUE)).await();
    submit(prompt(BLUE, RED)).await();
    Heard plain = new Heard();
    generator.submit(request(prompt(BLUE, RED)).build(), plain);
    plain.await();

    assertThat(plain.cached).isZero();
  }

  /** A cut goes on from what is there; nobody else begins with it. */
  @Test
  void submit_continuationOfTheAnswer_beginsWithItsRepairedKv() throws InterruptedException {
    submit(prompt(RED, BLUE)).await();
    ChunkedPrompt prompt = prompt(BLUE, RED);
    Heard held = new Heard();
    Generation answer = reader.submit(prompt, request(prompt).maxTokens(400), held);
    assertThat(held.read.await(60, SECONDS)).isTrue();
    answer.pause();
    Heard continued = new Heard();
    generator.submit(request(prompt).continuesAnswer(true).build(), continued);
    Heard other = new Heard();
    generator.submit(request(prompt).build(), other);
    continued.await();
    other.await();
    answer.cancel();
    Heard later = new Heard();
    generator.submit(request(prompt(BLUE, RED)).salt("").build(), later);
    later.await();

    assertThat(continued.cached).isEqualTo(prompt.length() - 1);
    assertThat(continued.tokens).startsWith(held.tokens.get(0));
    assertThat(other.cached).isZero();
    assertThat(later.tokens).isEqualTo(other.tokens);
  }

  @Test
  void submit_storeThatFails_isReadByTheGenerator() throws InterruptedException {
    ChunkedPrompt prompt = prompt(RED, BLUE);
    Heard plain = new Heard();
    generator.submit(request(prompt).build(), plain);
    plain.await();
    generator.clearPrefixCache();
    try (Transformer other = engineThatIsClosed();
        ChunkReader broken =
            new ChunkReader(
                new PartialPrefill(other, store, "model", 64), ReusePolicy.asIs(), generator, 4)) {
      Heard heard = new Heard();
      broken.submit(prompt, request(prompt), heard);
      heard.await();

      assertThat(heard.tokens).isEqualTo(plain.tokens);
      assertThat(broken.stats().failures()).isEqualTo(1);
    }
  }

  @Test
  void submit_promptTooLong_isRefusedAsTheGeneratorWould() throws InterruptedException {
    int[] tokens = new int[generator.contextTokens() + 1];
    Arrays.fill(tokens, 5);
    ChunkedPrompt prompt = ChunkedPrompt.of(tokens, List.of(new Span(0, 20)));
    Heard heard = new Heard();

    reader.submit(prompt, GenerationRequest.builder(tokens), heard);
    heard.await();

    assertThat(heard.failure)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the prompt must have at most");
  }

  @Test
  void close_whileRequestsWait_failsThem() throws InterruptedException {
    generator.close();
    List<Heard> waiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waiting.add(submit(prompt(RED, BLUE)));
    }
    reader.close();
    Heard late = submit(prompt(RED, BLUE));

    for (Heard heard : waiting) {
      heard.await();
      assertThat(heard.failure)
          .isInstanceOfAny(CancellationException.class, RejectedExecutionException.class);
    }
    late.await();
    assertThat(late.failure).isInstanceOf(CancellationException.class);
  }

  @Test
  void cancel_atOnce_leavesNoKvAndBlocksNobody() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      ChunkedPrompt prompt = prompt(RED, BLUE);
      reader.submit(prompt, request(prompt), new Heard()).cancel();
    }
    Heard last = submit(prompt(BLUE, RED));
    last.await();

    assertThat(last.tokens).hasSize(8);
  }

  @Test
  void kv_thatIsNotThePromptsBeginning_isRefused() {
    KvSequence kv = engine.newSequence(false);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenerationRequest.builder(new int[] {1, 2}).kv(kv, 1))
        .withMessageContaining("fewer than 2 and at least 1: 0 of 0");
    kv.close();
  }

  private Heard submit(ChunkedPrompt prompt) {
    Heard heard = new Heard();
    reader.submit(prompt, request(prompt), heard);
    return heard;
  }

  private static GenerationRequest.Builder request(ChunkedPrompt prompt) {
    return GenerationRequest.builder(prompt.tokens()).maxTokens(8).ignoreEnd(true);
  }

  private ChunkedPrompt prompt(String... chunks) {
    int[] tokens = tokenizer.encode(LEAD, false, false);
    List<Span> spans = new ArrayList<>();
    for (String chunk : chunks) {
      int[] more = tokenizer.encode(chunk, false, false);
      spans.add(new Span(tokens.length, tokens.length + more.length));
      tokens = concat(tokens, more);
    }
    return ChunkedPrompt.of(concat(tokens, tokenizer.encode(ASKED, false, false)), spans);
  }

  private Transformer engineThatIsClosed() {
    try {
      Path path = folder.resolve("other.gguf");
      RandomModelFile.builder("qwen3").byteTokenizer().seed(6).write(path);
      Transformer other = Transformer.load(GgufFile.open(path), EngineSettings.defaults());
      other.close();
      return other;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int[] concat(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static final class Heard implements Generation.Listener {

    private final List<Integer> tokens = new ArrayList<>();
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private int promptTokens = -1;
    private int cached = -1;
    private @Nullable Throwable failure;

    @Override
    public void onPrompt(int promptTokens, int cachedTokens) {
      this.promptTokens = promptTokens;
      cached = cachedTokens;
    }

    @Override
    public void onToken(GeneratedToken token) {
      tokens.add(token.id());
      read.countDown();
    }

    @Override
    public void onEnd(FinishReason reason, String tail) {
      over.countDown();
    }

    @Override
    public void onFailure(Throwable cause) {
      failure = cause;
      over.countDown();
    }

    void await() throws InterruptedException {
      assertThat(over.await(60, SECONDS)).as("an end").isTrue();
    }
  }
}

package dev.pith.ragcache.reuse;

import static dev.pith.ragcache.reuse.ReuseBed.GLUE;
import static dev.pith.ragcache.reuse.ReuseBed.LEAD;
import static dev.pith.ragcache.reuse.ReuseBed.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.KvType;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import dev.pith.ragcache.plan.FixSettings;
import dev.pith.ragcache.plan.FocusSettings;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.DiskSettings;
import dev.pith.ragcache.store.KnownVariant;
import dev.pith.ragcache.store.StoreSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialPrefillTest {

  private static final ReusePolicy CRAFT = ReusePolicy.craft(FixSettings.calibrated());

  private static List<ReusePolicy> repairing(double share) {
    return List.of(
        ReusePolicy.random(share, 7),
        ReusePolicy.firstTokens(share),
        ReusePolicy.craft(FixSettings.calibrated(), share),
        ReusePolicy.question(share),
        ReusePolicy.blend(share),
        ReusePolicy.drift(share));
  }

  @ParameterizedTest
  @CsvSource({"llama, F32", "qwen2, F16", "qwen3, F32", "qwen3, F16"})
  void read_everythingRepaired_isAFullPrefillBitForBit(String architecture, KvType type) {
    ChunkedPrompt other = prompt(2, LEAD, 4, 2, GLUE, 1, 3);
    for (ReusePolicy policy : repairing(1)) {
      try (ReuseBed bed = new ReuseBed(architecture, ReuseBed.settings().withKvType(type), 1_000)) {
        bed.read(prompt(1, LEAD, 1, 2, 3, 4), CRAFT);
        Prefilled read = bed.prefill.read(other, policy, "");

        assertThat(bed.next(read.kv(), other)).as(policy.name()).isEqualTo(bed.full(other));
        assertThat(read.report().hits()).as(policy.name()).isEqualTo(4);
        assertThat(read.report().recomputeShare()).as(policy.name()).isCloseTo(1, within(1e-9));
      }
    }
  }

  @Test
  void read_nothingStored_isAFullPrefillBitForBitAndKeepsAllSegments() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt prompt = prompt(1, LEAD, 1, 2, 3);

      assertThat(bed.logits(prompt, CRAFT)).isEqualTo(bed.full(prompt));
      ReuseReport again = bed.read(prompt, CRAFT);

      assertThat(again.hits()).isEqualTo(3);
      assertThat(again.repairedTokens()).isZero();
      assertThat(again.missedTokens()).isZero();
      assertThat(bed.logits(prompt, CRAFT)).isEqualTo(bed.full(prompt));
    }
  }

  @Test
  void prefix_anySequenceOfPrompts_isExact() {
    try (ReuseBed bed = new ReuseBed()) {
      Random random = new Random(5);
      int hits = 0;
      for (int round = 0; round < 40; round++) {
        int[] parts = random.ints(4, 1, 4).toArray();
        ChunkedPrompt prompt = prompt(round, LEAD, parts[0], parts[1], parts[2], parts[3]);
        Prefilled read = bed.prefill.read(prompt, ReusePolicy.prefix(), "");
        hits += read.report().hits();

        assertThat(bed.next(read.kv(), prompt)).as("round %s", round).isEqualTo(bed.full(prompt));
        read.kv().close();
      }
      assertThat(hits).isPositive();
    }
  }

  @Test
  void prefix_chunkBehindOtherText_isComputed() {
    try (ReuseBed bed = new ReuseBed()) {
      bed.read(prompt(1, LEAD, 1, GLUE, 2), ReusePolicy.prefix());

      ReuseReport report = bed.read(prompt(1, LEAD, 1, 2), ReusePolicy.prefix());

      assertThat(report.hits()).isEqualTo(1);
    }
  }

  @Test
  void prefix_chunksBehindTheSameTextBetween_areReusedAndExact() {
    try (ReuseBed bed = new ReuseBed()) {
      bed.read(prompt(1, LEAD, 1, GLUE, 2, GLUE, 3), ReusePolicy.prefix());
      ChunkedPrompt again = prompt(2, LEAD, 1, GLUE, 2, GLUE, 4);

      assertThat(bed.logits(again, ReusePolicy.prefix())).isEqualTo(bed.full(again));
      assertThat(bed.read(again, ReusePolicy.prefix()).hits()).isEqualTo(3);
      assertThat(onlyVariant(bed, again, 2).profile().partial()).isFalse();
    }
  }

  @Test
  void asIs_chunksElsewhere_isTheirKvPlacedThere() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt first = prompt(1, LEAD, 1, 2);
      bed.read(first, CRAFT);
      ChunkedPrompt other = prompt(2, LEAD, 2, 1);
      KvSequence source = bed.engine.newSequence(true);
      bed.run(source, first, 0, first.length() - 1);
      KvSequence expected = bed.engine.newSequence(false);
      List<Span> from = first.segments();
      List<Span> to = other.segments();
      expected.place(exported(source, from.get(0)), 0);
      expected.place(exported(source, from.get(2)), to.get(1).from());
      expected.place(exported(source, from.get(1)), to.get(2).from());
      bed.run(expected, other, other.questionFrom(), other.length() - 1);

      assertThat(bed.logits(other, ReusePolicy.asIs())).isEqualTo(bed.next(expected, other));
      assertThat(bed.logits(other, ReusePolicy.asIs())).isNotEqualTo(bed.full(other));
    }
  }

  @Test
  void firstTokens_chunksElsewhere_isTheirKvPlacedThereAndTheseTokensRunAgain() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt first = prompt(1, LEAD, 1, 2);
      bed.read(first, CRAFT);
      ChunkedPrompt other = prompt(2, LEAD, 2, 1);
      KvSequence expected = bed.engine.newSequence(false);
      KvSequence source = bed.engine.newSequence(true);
      bed.run(source, first, 0, first.length() - 1);
      expected.place(exported(source, first.segments().get(0)), 0);
      expected.place(exported(source, first.segments().get(2)), other.segments().get(1).from());
      expected.place(exported(source, first.segments().get(1)), other.segments().get(2).from());
      Batch batch = new Batch(ReuseBed.VOCABULARY);
      for (Span chunk : other.segments().subList(1, 3)) {
        int repaired = (int) Math.ceil(chunk.length() * 0.3);
        IntStream.range(chunk.from(), chunk.from() + repaired)
            .forEach(position -> batch.add(expected, position, other.token(position)));
      }
      bed.engine.forward(batch);
      bed.run(expected, other, other.questionFrom(), other.length() - 1);

      assertThat(bed.logits(other, ReusePolicy.firstTokens(0.3)))
          .isEqualTo(bed.next(expected, other));
    }
  }

  @Test
  void read_inPieces_changesNothing() {
    ChunkedPrompt first = prompt(1, LEAD, 1, 2, 3);
    ChunkedPrompt other = prompt(2, LEAD, 3, 5, 1, 2);
    for (ReusePolicy policy : repairing(0.4)) {
      try (ReuseBed whole = new ReuseBed();
          ReuseBed pieces = new ReuseBed("qwen3", ReuseBed.settings(), 3)) {
        whole.read(first, CRAFT);
        pieces.read(first, CRAFT);

        assertThat(pieces.logits(other, policy))
            .as(policy.name())
            .isEqualTo(whole.logits(other, policy));
        ReuseReport expected = whole.read(other, policy);
        assertThat(pieces.read(other, policy)).as(policy.name()).isEqualTo(expected);
      }
    }
  }

  @Test
  void blend_someShare_runsAWholeLayerAndTheShareInTheOthers() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt first = prompt(1, LEAD, 1, 2);
      bed.read(first, CRAFT);
      ChunkedPrompt other = prompt(2, LEAD, 2, 1);
      int chunkTokens = other.chunkTokens();

      ReuseReport report = bed.read(other, ReusePolicy.blend(0.25));

      // One whole layer, and a quarter of the chunks in the other three.
      double expected = (chunkTokens + 3 * Math.floor(0.25 * chunkTokens)) / ReuseBed.LAYERS;
      assertThat(report.repairedTokens()).isCloseTo(expected, within(1e-9));
      assertThat(report.hits()).isEqualTo(2);
    }
  }

  /** The brute force: whole vectors of two full prefills, token by token. */
  @Test
  void drift_someShare_repairsTokensThatGatherSomethingElse() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt first = prompt(1, LEAD, 1, 2, 3);
      bed.read(first, CRAFT);
      ChunkedPrompt other = prompt(2, LEAD, 1, 3, 2);
      double[][] before = bed.gathered(first);
      double[][] now = bed.gathered(other);
      Span three = first.segments().get(3);
      Span threeNow = other.segments().get(2);
      double same =
          distance(before[first.segments().get(1).from()], now[other.segments().get(1).from()]);

      ReuseReport report = bed.read(other, ReusePolicy.drift(0.3));

      assertThat(same).isZero();
      assertThat(distance(before[three.from() + 1], now[threeNow.from() + 1])).isPositive();
      double expected = Math.ceil(0.3 * other.chunkTokens());
      assertThat(report.repairedTokens()).isCloseTo(expected, within(1e-9));
      // The first chunk stands behind its own prefix: nothing of it drifted, so nothing of it ran.
      assertThat(bed.chosenByDrift(other, 0.3)).allMatch(position -> position >= threeNow.from());
    }
  }

  @Test
  void drift_samePrompt_isExactWhateverTheShare() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt prompt = prompt(1, LEAD, 1, 2, 3);
      bed.read(prompt, CRAFT);

      assertThat(bed.logits(prompt, ReusePolicy.drift(0))).isEqualTo(bed.full(prompt));
      assertThat(bed.logits(prompt, ReusePolicy.drift(0.5))).isEqualTo(bed.full(prompt));
    }
  }

  @Test
  void withFocus_tokensThatAreChosenOnTheWay_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReusePolicy.drift(0.1).withFocus(FocusSettings.defaults()))
        .withMessageContaining("drift");
  }

  @Test
  void read_withFocus_endsTheRepairOfOtherChunks() {
    try (ReuseBed bed = new ReuseBed()) {
      bed.read(prompt(1, LEAD, 1, 2, 3), CRAFT);
      ChunkedPrompt other = prompt(2, LEAD, 3, 2, 1);
      ReusePolicy plain = ReusePolicy.firstTokens(1);
      ReusePolicy focused = plain.withFocus(new FocusSettings(1, 0, false));

      ReuseReport report = bed.read(other, focused);

      assertThat(report.focusedFrom()).hasValue(1);
      assertThat(report.repairedTokens()).isLessThan(bed.read(other, plain).repairedTokens());
      assertThat(report.flops()).isLessThan(bed.read(other, plain).flops());
    }
  }

  @Test
  void profile_ofAComputedChunk_hasTheWholeAttentionOfItsTokens() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt prompt = prompt(1, LEAD, 1, 2);
      bed.read(prompt, CRAFT);

      KnownVariant known = onlyVariant(bed, prompt, 2);
      ContextProfile profile = known.profile();

      assertThat(profile.prefix()).hasSize(2);
      assertThat(profile.prefixLength(0)).isEqualTo(4);
      assertThat(profile.partial()).isFalse();
      double outside = 0;
      for (int token = 0; token < profile.length(); token++) {
        assertThat(profile.sink(token)).isBetween(0.0, profile.outside(token));
        outside += profile.outside(token);
      }
      double inter = 0;
      for (int layer = 0; layer < profile.layers(); layer++) {
        double mass = profile.inter(layer, 0) + profile.inter(layer, 1);
        inter += mass;
        assertThat(mass + profile.intra(layer)).isCloseTo(profile.length(), within(1e-4));
      }
      assertThat(outside).isCloseTo(inter / profile.layers(), within(1e-4));
    }
  }

  @Test
  void profile_ofAChunkBehindRepairedOnes_isMarkedPartial() {
    try (ReuseBed bed = new ReuseBed()) {
      bed.read(prompt(1, LEAD, 1, 2), CRAFT);
      ChunkedPrompt prompt = prompt(1, LEAD, 2, 1, 3);
      bed.read(prompt, ReusePolicy.firstTokens(0.2));

      assertThat(onlyVariant(bed, prompt, 3).profile().partial()).isTrue();
    }
  }

  @Test
  void loadAhead_chunksInFiles_areInMemoryBeforeThePromptIsRead(@TempDir Path folder) {
    DiskSettings files = DiskSettings.of(folder, "scope");
    StoreSettings settings = StoreSettings.defaults().withMemoryBytes(1 << 26);
    ChunkedPrompt prompt = prompt(1, LEAD, 1, 2);
    try (ReuseBed bed = new ReuseBed()) {
      try (ChunkStore store = ChunkStore.open(settings, files)) {
        new PartialPrefill(bed.engine, store, "model", 64).read(prompt, CRAFT, "").kv().close();
      }
      try (ChunkStore store = ChunkStore.open(settings, files)) {
        PartialPrefill prefill = new PartialPrefill(bed.engine, store, "model", 64);

        prefill.loadAhead(prompt(2, LEAD, 2, 1), CRAFT, "");

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (store.stats().promotions() < 3 && System.nanoTime() - deadline < 0) {
          Thread.onSpinWait();
        }
        prefill.read(prompt(2, LEAD, 2, 1), CRAFT, "").kv().close();
        assertThat(store.stats().promotions()).isEqualTo(3);
        assertThat(store.stats().diskHits()).isZero();
        assertThat(store.stats().memoryHits()).isPositive();
      }
    }
  }

  @Test
  void read_otherSalt_meetsNothingOfTheFirst() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt prompt = prompt(1, LEAD, 1, 2);
      bed.read(prompt, CRAFT);

      Prefilled other = bed.prefill.read(prompt, CRAFT, "somebody else");
      other.kv().close();

      assertThat(other.report().hits()).isZero();
    }
  }

  @Test
  void read_manyAtOnce_computesEachChunkOnceAndAnswersAsAlone() throws Exception {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt prompt = prompt(1, LEAD, 1, 2, 3, 4, 5);
      float[] expected = bed.full(prompt);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Future<float[]>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          answers.add(threads.submit(() -> bed.logits(prompt, CRAFT)));
        }
        for (Future<float[]> answer : answers) {
          assertThat(answer.get()).isEqualTo(expected);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(bed.store.stats().computed()).isEqualTo(6);
      assertThat(bed.engine.kvBytes()).isZero();
    }
  }

  @Test
  void read_closedStore_isAFullPrefill() {
    try (ReuseBed bed = new ReuseBed()) {
      ChunkedPrompt prompt = prompt(1, LEAD, 1, 2);
      bed.read(prompt, CRAFT);
      bed.store.close();

      assertThat(bed.logits(prompt, CRAFT)).isEqualTo(bed.full(prompt));
      assertThat(bed.read(prompt, CRAFT).hits()).isZero();
    }
  }

  @Test
  void read_promptThatDoesNotFit_leavesNoKvBehind() {
    try (ReuseBed bed = new ReuseBed()) {
      int[] tokens = new int[bed.engine.config().contextLength() + 2];
      ChunkedPrompt prompt = ChunkedPrompt.of(tokens, List.of(new Span(0, tokens.length - 1)));

      assertThatIllegalArgumentException().isThrownBy(() -> bed.prefill.read(prompt, CRAFT, ""));
      assertThat(bed.engine.kvBytes()).isZero();
    }
  }

  @Test
  void report_ofAFullPrefill_countsAllOfIt() {
    try (ReuseBed bed = new ReuseBed()) {
      ReuseReport report = bed.read(prompt(1, LEAD, 1, 2), ReusePolicy.full());

      assertThat(report.computeShare()).isEqualTo(1);
      assertThat(report.recomputeShare()).isEqualTo(1);
      assertThat(report.stored()).isZero();
      assertThat(bed.read(prompt(1, LEAD, 1, 2), CRAFT).hits()).isZero();
    }
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum;
  }

  private static ChunkKv exported(KvSequence source, Span span) {
    return source.export(span.from(), span.to());
  }

  private static KnownVariant onlyVariant(ReuseBed bed, ChunkedPrompt prompt, int segment) {
    int[] tokens = prompt.tokensOf(prompt.segments().get(segment));
    List<KnownVariant> known = bed.store.variants(ChunkKey.of(ChunkKey.scope("model", ""), tokens));
    assertThat(known).hasSize(1);
    return known.get(0);
  }
}

package dev.pith.ragcache.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {

  /** Natural logarithms of 0.4, 0.3, 0.2, 0.1. */
  private static final float[] FOUR = {-0.9162907f, -1.2039728f, -1.609438f, -2.3025851f};

  private static final int[] NO_TEXT = {};

  @Test
  void next_temperatureZero_mostLikely() {
    assertThat(next(SamplingSettings.greedy(), 1, 3, 2)).isEqualTo(1);
  }

  @Test
  void next_temperatureZeroAndTie_lowestId() {
    assertThat(next(SamplingSettings.greedy(), 1, 3, 2, 3)).isEqualTo(1);
  }

  @Test
  void next_noFilter_shareOfEachTokenIsItsProbability() {
    double[] shares = shares(SamplingSettings.builder().temperature(1).build());

    assertThat(shares).containsExactly(new double[] {0.4, 0.3, 0.2, 0.1}, within(0.02));
  }

  @Test
  void next_temperatureHalf_probabilitiesAreSquared() {
    double[] shares = shares(SamplingSettings.builder().temperature(0.5).build());

    assertThat(shares)
        .containsExactly(new double[] {16 / 30.0, 9 / 30.0, 4 / 30.0, 1 / 30.0}, within(0.02));
  }

  @Test
  void next_topK_othersNeverComeAndTheRestIsRenormalised() {
    double[] shares = shares(SamplingSettings.builder().temperature(1).topK(2).build());

    assertThat(shares).containsExactly(new double[] {4 / 7.0, 3 / 7.0, 0, 0}, within(0.02));
    assertThat(shares[2] + shares[3]).isZero();
  }

  @Test
  void next_topKWithTies_lowerIdsStay() {
    SamplingSettings settings = SamplingSettings.builder().temperature(1).topK(2).build();

    assertThat(comes(settings, 1, 2, 2, 2)).containsExactly(1, 2);
  }

  @Test
  void next_topP_tokenThatCrossesStays() {
    assertThat(comes(SamplingSettings.builder().temperature(1).topP(0.5).build(), FOUR))
        .containsExactly(0, 1);
    assertThat(comes(SamplingSettings.builder().temperature(1).topP(0.3).build(), FOUR))
        .containsExactly(0);
    assertThat(comes(SamplingSettings.builder().temperature(1).topP(0.95).build(), FOUR))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void next_topKThenTopP_shareCountsAmongTheK() {
    SamplingSettings settings = SamplingSettings.builder().temperature(1).topK(3).topP(0.7).build();

    assertThat(comes(settings, FOUR)).containsExactly(0, 1);
  }

  @Test
  void next_minP_countsAfterTemperature() {
    assertThat(comes(SamplingSettings.builder().temperature(1).minP(0.4).build(), FOUR))
        .containsExactly(0, 1, 2);
    assertThat(comes(SamplingSettings.builder().temperature(0.5).minP(0.4).build(), FOUR))
        .containsExactly(0, 1);
  }

  @Test
  void next_minPOne_onlyTheMostLikelyAndItsEquals() {
    SamplingSettings settings = SamplingSettings.builder().temperature(1).minP(1).build();

    assertThat(comes(settings, 5, 1, 5, 4)).containsExactly(0, 2);
  }

  @Test
  void adjust_repetitionPenalty_dividesPositiveAndMultipliesNegative() {
    SamplingSettings settings = SamplingSettings.builder().repetitionPenalty(2).build();
    float[] logits = {4, 3, -1, -3};

    new Sampler(settings, draws(0), scratch(4)).adjust(logits, new int[] {0, 2, 0}, 3, 3);

    assertThat(logits).containsExactly(2, 3, -2, -3);
  }

  @Test
  void adjust_repetitionWindow_olderTokensAreForgotten() {
    SamplingSettings settings =
        SamplingSettings.builder().repetitionPenalty(2).repetitionWindow(2).build();
    float[] logits = {4, 3, 2};

    new Sampler(settings, draws(0), scratch(3)).adjust(logits, new int[] {0, 1, 2}, 3, 3);

    assertThat(logits).containsExactly(4, 1.5f, 1);
  }

  @Test
  void adjust_frequencyAndPresence_countGeneratedTokensOnly() {
    SamplingSettings settings =
        SamplingSettings.builder().frequencyPenalty(0.5).presencePenalty(0.25).build();
    float[] logits = {4, 4, 4};

    new Sampler(settings, draws(0), scratch(3)).adjust(logits, new int[] {2, 2, 0, 1, 1}, 2, 5);

    assertThat(logits).containsExactly(3.25f, 2.75f, 4);
  }

  @Test
  void next_logitBias_forbidsAndForces() {
    SamplingSettings settings =
        SamplingSettings.builder()
            .temperature(1)
            .logitBias(Map.of(0, Double.NEGATIVE_INFINITY, 3, 100.0))
            .build();

    assertThat(comes(settings, 50, 1, 1, 1)).containsExactly(3);
  }

  @Test
  void next_impossibleToken_neverComes() {
    SamplingSettings settings = SamplingSettings.builder().temperature(1e9).build();

    assertThat(comes(settings, Float.NEGATIVE_INFINITY, 3, -30)).containsExactly(1, 2);
  }

  @ParameterizedTest(name = "logit {0}")
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void next_brokenLogit_refusedWithTheToken(float broken) {
    assertThatThrownBy(() -> next(SamplingSettings.greedy(), 1, broken, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the logit of token 1 is " + broken);
  }

  @Test
  void next_nothingPossible_refused() {
    assertThatThrownBy(() -> next(SamplingSettings.greedy(), Float.NEGATIVE_INFINITY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none can be chosen");
  }

  @Test
  void next_anySettings_asNaiveSort() {
    for (long seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int vocabulary = random.nextInt(1, 60);
      SamplingSettings settings = anySettings(random, vocabulary);
      float[] logits = anyLogits(random, vocabulary);
      int[] text = random.ints(random.nextInt(0, 20), 0, vocabulary).toArray();
      int prompt = random.nextInt(0, text.length + 1);
      NaiveSampler naive = new NaiveSampler(settings);
      Sampler.Scratch scratch = scratch(vocabulary);

      for (int i = 0; i < 40; i++) {
        double draw = (i + 0.37) / 40;
        int token =
            new Sampler(settings, draws(draw), scratch)
                .next(logits.clone(), text, prompt, text.length);

        assertThat(token)
            .as("seed %s, draw %s, %s", seed, draw, settings)
            .isEqualTo(naive.next(logits, text, prompt, draw));
      }
    }
  }

  @Test
  void next_largeVocabulary_onlyCandidatesOfNaiveSort() {
    SplittableRandom random = new SplittableRandom(5);
    int vocabulary = 150_000;
    float[] logits = anyLogits(random, vocabulary);
    SamplingSettings settings = SamplingSettings.builder().temperature(0.8).topP(0.6).build();
    Set<Integer> allowed = new TreeSet<>(new NaiveSampler(settings).candidates(logits, NO_TEXT, 0));
    Sampler sampler = new Sampler(settings, random, scratch(vocabulary));

    for (int i = 0; i < 20; i++) {
      assertThat(sampler.next(logits.clone(), NO_TEXT, 0, 0)).isIn(allowed);
    }
  }

  @Test
  void next_sameSeed_sameTokensOnEveryJdk() {
    SamplingSettings settings =
        SamplingSettings.builder().temperature(1.3).topK(40).topP(0.95).minP(0.01).build();
    float[] logits = new float[100];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i * 37 % 101 / 25f;
    }
    Sampler sampler = new Sampler(settings, new SplittableRandom(42), scratch(100));

    int[] tokens =
        IntStream.range(0, 12).map(i -> sampler.next(logits.clone(), NO_TEXT, 0, 0)).toArray();

    assertThat(tokens).containsExactly(84, 19, 8, 68, 30, 62, 79, 73, 68, 35, 49, 16);
  }

  private static int next(SamplingSettings settings, float... logits) {
    return new Sampler(settings, draws(0), scratch(logits.length)).next(logits, NO_TEXT, 0, 0);
  }

  /** Returns the tokens that come over a fine grid of draws. */
  private static Set<Integer> comes(SamplingSettings settings, float... logits) {
    Set<Integer> tokens = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      Sampler sampler = new Sampler(settings, draws((i + 0.5) / 1000), scratch(logits.length));
      tokens.add(sampler.next(logits.clone(), NO_TEXT, 0, 0));
    }
    return tokens;
  }

  private static double[] shares(SamplingSettings settings) {
    int draws = 20_000;
    double[] shares = new double[FOUR.length];
    Sampler sampler = new Sampler(settings, new SplittableRandom(1), scratch(FOUR.length));
    for (int i = 0; i < draws; i++) {
      shares[sampler.next(FOUR.clone(), NO_TEXT, 0, 0)] += 1.0 / draws;
    }
    return shares;
  }

  private static SamplingSettings anySettings(SplittableRandom random, int vocabulary) {
    SamplingSettings.Builder settings = SamplingSettings.builder();
    if (random.nextInt(8) > 0) {
      settings.temperature(random.nextDouble(0.05, 3));
    }
    if (random.nextBoolean()) {
      settings.topK(random.nextInt(0, vocabulary + 5));
    }
    if (random.nextBoolean()) {
      settings.topP(random.nextDouble(0.01, 1));
    }
    if (random.nextBoolean()) {
      settings.minP(random.nextDouble());
    }
    if (random.nextBoolean()) {
      settings.repetitionPenalty(random.nextDouble(0.5, 2)).repetitionWindow(random.nextInt(30));
    }
    if (random.nextBoolean()) {
      settings.frequencyPenalty(random.nextDouble(-1, 1)).presencePenalty(random.nextDouble(-1, 1));
    }
    if (random.nextBoolean()) {
      settings.logitBias(Map.of(random.nextInt(vocabulary), random.nextDouble(-5, 5)));
    }
    return settings.build();
  }

  /** Returns logits with ties and, now and then, an impossible token. */
  private static float[] anyLogits(SplittableRandom random, int vocabulary) {
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      boolean impossible = i > 0 && random.nextInt(20) == 0;
      logits[i] = impossible ? Float.NEGATIVE_INFINITY : random.nextInt(-40, 40) / 8f;
    }
    return logits;
  }

  private static Sampler.Scratch scratch(int vocabulary) {
    return new Sampler.Scratch(vocabulary);
  }

  /** Returns a generator whose every draw is the same. */
  private static RandomGenerator draws(double draw) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("only nextDouble is drawn");
      }

      @Override
      public double nextDouble() {
        return draw;
      }
    };
  }
}

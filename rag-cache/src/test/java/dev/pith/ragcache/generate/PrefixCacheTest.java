package dev.pith.ragcache.generate;

import static dev.pith.ragcache.generate.GeneratorBed.CONTEXT;
import static dev.pith.ragcache.generate.GeneratorBed.VOCABULARY;
import static dev.pith.ragcache.generate.ToyTokenizer.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixCacheTest {

  private final ToyEngine engine = new ToyEngine(VOCABULARY, CONTEXT);
  private final PrefixCache cache = new PrefixCache();

  @AfterEach
  void clear_always_freesAll() {
    cache.clear();
    assertThat(cache.size()).isZero();
    assertThat(engine.kvBytes()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "abcdef, 6",
    "abcdefgh, 6",
    "abcxyz, 5",
    "abcx, 4",
    "abq, 2",
    "ab, 2",
    "xbc, 0",
    "abxyz, 2",
  })
  void find_anyPrompt_longestCommonPrefix(String prompt, int matched) {
    put("", "abcdef");
    put("", "abcxy");
    put("", "abqqq".substring(0, 2) + "rrr");

    assertThat(found("", prompt)).isEqualTo(matched);
  }

  @Test
  void find_limit_noMoreThanThat() {
    put("", "abcdef");

    assertThat(cache.find("", tokens("abcdef"), 3))
        .extracting(PrefixCache.Hit::length)
        .isEqualTo(3);
    assertThat(cache.find("", tokens("abcdef"), 0)).isNull();
  }

  @Test
  void find_otherSalt_nothing() {
    put("one", "abcdef");

    assertThat(found("two", "abcdef")).isZero();
    assertThat(found("one", "abcdef")).isEqualTo(6);
  }

  @Test
  void put_goesOnFromALeaf_takesItsPlace() {
    put("", "abcdef");
    put("", "abcdefgh");

    assertThat(cache.size()).isEqualTo(1);
    assertThat(found("", "abcdefgh")).isEqualTo(8);
    assertThat(engine.kvBytes()).isEqualTo(engine.kvBytesOf(8, false));
  }

  @Test
  void put_coveredByALeaf_addsNothing() {
    put("", "abcdefgh");
    put("", "abcdef");

    assertThat(cache.size()).isEqualTo(1);
    assertThat(engine.kvBytes()).isEqualTo(engine.kvBytesOf(8, false));
  }

  @Test
  void evict_oldestUseFirst_restStays() {
    put("", "abcd");
    put("", "efgh");
    put("", "ijkl");
    found("", "abcd");

    cache.evict();

    assertThat(found("", "efgh")).isZero();
    assertThat(found("", "abcd")).isEqualTo(4);
    cache.evict();
    assertThat(found("", "ijkl")).isZero();
    assertThat(found("", "abcd")).isEqualTo(4);
  }

  @Test
  void evict_sharedBeginning_staysWithTheOther() {
    KvSequence first = run("abcdefgh");
    KvSequence second = first.fork();
    second.truncate(6);
    append(second, 6, "xy");
    cache.put("", tokens("abcdefgh"), 8, first);
    cache.put("", tokens("abcdefxy"), 8, second);
    long both = engine.kvBytes();

    cache.evict();

    assertThat(both).isEqualTo(3L * ToyEngine.BYTES_PER_BLOCK);
    assertThat(engine.kvBytes()).isEqualTo(2L * ToyEngine.BYTES_PER_BLOCK);
    assertThat(found("", "abcdefgh")).isEqualTo(6);
  }

  @Test
  void evict_empty_false() {
    assertThat(cache.evict()).isFalse();
  }

  @Test
  void anyUse_kvFoundIsThatOfThePrefix() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> kept = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String text = text(random);
        if (random.nextInt(5) == 0) {
          cache.evict();
        } else {
          put("", text);
          kept.add(text);
        }
        String prompt = text(random);

        PrefixCache.Hit hit = cache.find("", tokens(prompt), prompt.length());

        int most = kept.stream().mapToInt(other -> common(other, prompt)).max().orElse(0);
        int length = hit == null ? 0 : hit.length();
        assertThat(length).as("seed %s, step %s", seed, i).isLessThanOrEqualTo(most);
        if (cache.size() > 0 && !kept.isEmpty()) {
          String last = kept.get(kept.size() - 1);
          assertThat(length)
              .as("seed %s, step %s: not less than of the last one", seed, i)
              .isGreaterThanOrEqualTo(Math.min(common(last, prompt), found("", last)));
        }
        if (hit != null) {
          assertThat(after(hit))
              .as("seed %s", seed)
              .isEqualTo(GeneratorBed.logits(tokens(prompt.substring(0, length) + "z")));
        }
      }
      cache.clear();
      assertThat(engine.kvBytes()).as("seed %s", seed).isZero();
    }
  }

  private int found(String salt, String prompt) {
    PrefixCache.Hit hit = cache.find(salt, tokens(prompt), prompt.length());
    return hit == null ? 0 : hit.length();
  }

  private void put(String salt, String text) {
    cache.put(salt, Arrays.copyOf(tokens(text), 100), text.length(), run(text));
  }

  private KvSequence run(String text) {
    KvSequence kv = engine.newSequence(false);
    append(kv, 0, text);
    return kv;
  }

  private Batch append(KvSequence kv, int position, String text) {
    Batch batch = new Batch(VOCABULARY);
    for (int token : tokens(text)) {
      batch.add(kv, position + batch.rows(), token);
    }
    batch.askLogits(batch.rows() - 1);
    engine.forward(batch);
    return batch;
  }

  /** Returns the logits after the prefix that was found and a {@code z}. */
  private float[] after(PrefixCache.Hit hit) {
    try (KvSequence kv = hit.kv().fork()) {
      kv.truncate(hit.length());
      return append(kv, hit.length(), "z").logits(0);
    }
  }

  private static int common(String a, String b) {
    int mismatch = Arrays.mismatch(a.toCharArray(), b.toCharArray());
    return mismatch < 0 ? a.length() : mismatch;
  }

  private static String text(SplittableRandom random) {
    return random
        .ints(random.nextInt(1, 12), 'a', 'c')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

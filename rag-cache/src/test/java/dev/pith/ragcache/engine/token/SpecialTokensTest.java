package dev.pith.ragcache.engine.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.token.SpecialTokens.Fragment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SpecialTokensTest {

  @Test
  void split_longerTokenBeginsLater_longerIsCut() throws IOException {
    SpecialTokens special = special(List.of("abc", "bcde"), VocabularyFile.CONTROL);

    List<Fragment> fragments = special.split("abcdex", all(6));

    assertThat(fragments)
        .containsExactly(
            new Fragment(0, 1, SpecialTokens.ORDINARY),
            new Fragment(1, 5, 1),
            new Fragment(5, 6, SpecialTokens.ORDINARY));
  }

  @Test
  void split_controlPartlyAllowed_stays() throws IOException {
    SpecialTokens control = special(List.of("<end>"), VocabularyFile.CONTROL);
    SpecialTokens added = special(List.of("<end>"), VocabularyFile.USER_DEFINED);
    BitSet allowed = all(10);
    allowed.clear(4);

    List<Fragment> ofControl = control.split("<end><end>", allowed);
    List<Fragment> ofAdded = added.split("<end><end>", allowed);

    assertThat(ofControl)
        .containsExactly(new Fragment(0, 5, SpecialTokens.ORDINARY), new Fragment(5, 10, 0));
    assertThat(ofAdded).containsExactly(new Fragment(0, 5, 0), new Fragment(5, 10, 0));
  }

  @Test
  void split_manyRandomTokens_asTokenByToken() throws IOException {
    for (long seed = 0; seed < 100; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      List<String> tokens = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String token = word(random, 1 + random.nextInt(5));
        if (!tokens.contains(token)) {
          tokens.add(token);
        }
      }
      String text = word(random, random.nextInt(60));
      BitSet allowed = all(text.length());
      allowed.clear(text.length() / 3, text.length() / 2);

      List<Fragment> fragments = special(tokens, VocabularyFile.CONTROL).split(text, allowed);

      assertThat(fragments).as("seed %s", seed).isEqualTo(tokenByToken(tokens, text, allowed));
    }
  }

  private static SpecialTokens special(List<String> tokens, int type) throws IOException {
    VocabularyFile file = VocabularyFile.empty();
    tokens.forEach(token -> file.token(token, type));
    return new SpecialTokens(Vocabulary.read(file.metadata()));
  }

  private static BitSet all(int length) {
    BitSet all = new BitSet();
    all.set(0, length);
    return all;
  }

  private static String word(RandomGenerator random, int length) {
    StringBuilder word = new StringBuilder();
    random.ints(length, 'a', 'd').forEach(word::appendCodePoint);
    return word.toString();
  }

  /** Marks every character with its token, one token after the other. */
  private static List<Fragment> tokenByToken(List<String> tokens, String text, BitSet allowed) {
    Fragment[] owner = new Fragment[text.length()];
    List<String> longestFirst = new ArrayList<>(tokens);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    for (String token : longestFirst) {
      for (int at = 0; at + token.length() <= text.length(); at++) {
        int end = at + token.length();
        boolean free = text.startsWith(token, at) && allowed.nextClearBit(at) >= end;
        for (int i = at; free && i < end; i++) {
          free = owner[i] == null;
        }
        for (int i = at; free && i < end; i++) {
          owner[i] = new Fragment(at, end, tokens.indexOf(token));
        }
      }
    }
    List<Fragment> fragments = new ArrayList<>();
    for (int from = 0; from < owner.length; from = fragments.get(fragments.size() - 1).to()) {
      int to = from;
      while (to < owner.length && owner[to] == null) {
        to++;
      }
      fragments.add(to > from ? new Fragment(from, to, SpecialTokens.ORDINARY) : owner[from]);
    }
    return fragments;
  }
}

package dev.pith.ragcache.engine.token;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learns which pairs of symbols to join, as byte-pair encoding does, from a text of our own. */
final class PairTraining {

  /** A pair of symbols that were joined. */
  record Pair(String left, String right) {
    String joined() {
      return left + right;
    }
  }

  private static final int MERGES = 400;

  private static final String TEXT =
      """
      The miller weighed 12 sacks, then 125 more, and wrote 1250 in the book. "Wait," said his
      daughter, "that's not what we've counted: they're 137, and I'll show you why it's 137." They
      counted again. The thirteenth sack had been weighed twice; the book was wrong and she was
      right. He didn't mind, he said; he'd rather be corrected than be rich, and he'd said so before.

          for (int sack = 0; sack < sacks.length; sack++) {
              total += sacks[sack].weight();   // in kilograms, not in pounds
              if (total >= 1000) { break; }
          }

      Die Müllerin zählte über fünfzig Säcke, größere und kleinere, und schrieb schöne Zahlen.
      Le meunier a pesé le blé à l'été dernier; il n'a rien oublié, même pas la dernière récolte.
      Мельник считал мешки, и мешки считали мельника. Мешки были полные, а мельник был голоден.
      磨坊主数了一遍,又数了一遍。他女儿说:等一下,不是一百二十五,是一百三十七。
      粉屋は袋を数えた。もう一度数えた。袋は百三十七だった。 🌾🌾🌾 👩‍🌾 1️⃣2️⃣
      The weights were checked, the sacks were checked, and the checks were checked as well.\t\tDone.
      """;

  private PairTraining() {}

  /** Learns from the pieces of a pre-tokenizer, byte by byte. */
  static List<String> bytePairMerges(String preTokenizer) {
    List<List<String>> words = new ArrayList<>();
    PreTokenizer.ofName(preTokenizer)
        .orElseThrow()
        .split(TEXT, piece -> words.add(characters(ByteAlphabet.write(piece))));
    return learn(words).stream().map(pair -> pair.left + " " + pair.right).toList();
  }

  /** Learns from words with the space before them: the characters, then what became of them. */
  static List<String> sentencePieces() {
    List<List<String>> words = new ArrayList<>();
    for (String word : TEXT.split("(?= )", -1)) {
      words.add(characters(word.replace(' ', '▁')));
    }
    List<String> pieces = new ArrayList<>();
    words.stream()
        .flatMap(List::stream)
        .distinct()
        .filter(c -> c.matches("[▁-〿\\p{L}\\p{N}]"))
        .forEach(pieces::add);
    learn(words).stream().map(Pair::joined).distinct().forEach(pieces::add);
    return pieces.stream().distinct().toList();
  }

  private static List<String> characters(String word) {
    return new ArrayList<>(word.codePoints().mapToObj(Character::toString).toList());
  }

  private static List<Pair> learn(List<List<String>> words) {
    List<Pair> learned = new ArrayList<>();
    while (learned.size() < MERGES) {
      Map<Pair, Integer> counts = new LinkedHashMap<>();
      for (List<String> word : words) {
        for (int i = 0; i + 1 < word.size(); i++) {
          counts.merge(new Pair(word.get(i), word.get(i + 1)), 1, Integer::sum);
        }
      }
      Pair best =
          counts.entrySet().stream()
              .max(Comparator.comparingInt(Map.Entry::getValue))
              .orElseThrow()
              .getKey();
      learned.add(best);
      words.forEach(word -> join(word, best));
    }
    return learned;
  }

  private static void join(List<String> word, Pair pair) {
    for (int i = 0; i + 1 < word.size(); i++) {
      if (word.get(i).equals(pair.left) && word.get(i + 1).equals(pair.right)) {
        word.set(i, pair.joined());
        word.remove(i + 1);
      }
    }
  }
}

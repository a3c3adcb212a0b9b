package dev.pith.ragcache.engine.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Cuts the tokens out of a text that are written in it as such: control tokens where they are
 * allowed, and tokens that were added to the vocabulary. Immutable and thread-safe.
 */
final class SpecialTokens {

  /**
   * A part of a text.
   *
   * @param from its first character
   * @param to the character after its last
   * @param token the token that it is, or {@link #ORDINARY}
   */
  record Fragment(int from, int to, int token) {}

  /** In the place of a token: the fragment is ordinary text. */
  static final int ORDINARY = -1;

  private record Special(int token, String text, boolean control) {}

  /** A state of the search: the texts that begin with what was read. */
  private static final class Node {
    final Map<Character, Node> next = new HashMap<>();

    /** The index of the text that ends here, or -1. */
    int ends = -1;
  }

  /*
   * A longer text goes first, wherever it stands: in "abcde" the token "bcde" is cut out before
   * "abc", although it begins later. So the cuts are made text by text. A vocabulary may have
   * hundreds of these tokens; one pass over the trie finds the few that occur at all.
   */
  private final List<Special> longestFirst;
  private final Node trie = new Node();

  SpecialTokens(Vocabulary vocabulary) {
    longestFirst =
        IntStream.range(0, vocabulary.size())
            .filter(id -> vocabulary.type(id).isSpecial() && !vocabulary.text(id).isEmpty())
            .mapToObj(id -> new Special(id, vocabulary.text(id), vocabulary.type(id).isControl()))
            .sorted(Comparator.comparingInt(SpecialTokens::bytes).reversed())
            .toList();
    for (int i = 0; i < longestFirst.size(); i++) {
      Node node = trie;
      String text = longestFirst.get(i).text;
      for (int at = 0; at < text.length(); at++) {
        node = node.next.computeIfAbsent(text.charAt(at), c -> new Node());
      }
      node.ends = i;
    }
  }

  /**
   * Returns the fragments of a text, in order, none of them empty.
   *
   * @param controlAllowed the characters of which control tokens may be made
   */
  List<Fragment> split(String text, BitSet controlAllowed) {
    List<Fragment> fragments = new ArrayList<>();
    if (!text.isEmpty()) {
      fragments.add(new Fragment(0, text.length(), ORDINARY));
    }
    BitSet found = find(text, controlAllowed);
    for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
      fragments = cut(text, fragments, longestFirst.get(i), controlAllowed);
    }
    return fragments;
  }

  private static int bytes(Special special) {
    return special.text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns the indices of the texts that occur. */
  private BitSet find(String text, BitSet controlAllowed) {
    BitSet found = new BitSet();
    for (int from = 0; from < text.length(); from++) {
      Node node = trie.next.get(text.charAt(from));
      for (int at = from + 1; node != null; at++) {
        if (node.ends >= 0 && mayBe(longestFirst.get(node.ends), from, controlAllowed)) {
          found.set(node.ends);
        }
        node = at < text.length() ? node.next.get(text.charAt(at)) : null;
      }
    }
    return found;
  }

  private static List<Fragment> cut(
      String text, List<Fragment> fragments, Special special, BitSet controlAllowed) {
    List<Fragment> cut = new ArrayList<>();
    int at = text.indexOf(special.text);
    for (Fragment fragment : fragments) {
      if (fragment.token != ORDINARY) {
        cut.add(fragment);
        continue;
      }
      int from = fragment.from;
      at = at < from && at >= 0 ? text.indexOf(special.text, from) : at;
      while (at >= 0 && at + special.text.length() <= fragment.to) {
        int end = at + special.text.length();
        if (mayBe(special, at, controlAllowed)) {
          addOrdinary(cut, from, at);
          cut.add(new Fragment(at, end, special.token));
          from = end;
        }
        at = text.indexOf(special.text, Math.max(from, at + 1));
      }
      addOrdinary(cut, from, fragment.to);
    }
    return cut;
  }

  private static void addOrdinary(List<Fragment> fragments, int from, int to) {
    if (from < to) {
      fragments.add(new Fragment(from, to, ORDINARY));
    }
  }

  private static boolean mayBe(Special special, int at, BitSet controlAllowed) {
    boolean may = true;
    for (int i = at; special.control && may && i < at + special.text.length(); i++) {
      may = controlAllowed.get(i);
    }
    return may;
  }
}

package dev.pith.ragcache.engine.token;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splits a text into the pieces within which a byte-level BPE may merge. Immutable and thread-safe.
 */
final class PreTokenizer {

  /*
   * The alternatives are tried in order at each position, each greedy. \s is the white space of
   * Unicode, which UNICODE_CHARACTER_CLASS sees to; that flag would also let case-insensitive
   * letters match beyond ASCII, so that both cases are written out.
   *
   * Letters and numbers are those of the JDK's Unicode (13 in Java 17, 16 in Java 25). A character
   * that was assigned between the two is no letter to the older: the pieces around it, and so its
   * tokens, may then differ from those that the model was trained with.
   */
  private static final String SPACES = "\\s+(?!\\S)|\\s+";

  private static final String GPT_2_PIECES =
      "'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|" + SPACES;

  private static final List<PreTokenizer> ALL =
      List.of(
          new PreTokenizer(List.of("gpt-2"), false, GPT_2_PIECES),
          new PreTokenizer(
              List.of("llama-bpe", "llama3", "llama-v3"), true, withNumbers("\\p{N}{1,3}")),
          new PreTokenizer(List.of("qwen2", "deepseek-r1-qwen"), false, withNumbers("\\p{N}")),
          new PreTokenizer(List.of("smollm"), false, "\\p{N}", GPT_2_PIECES));

  private final List<String> names;
  private final boolean llama;
  private final List<Pattern> passes;

  private PreTokenizer(List<String> names, boolean llama, String... passes) {
    this.names = names;
    this.llama = llama;
    this.passes =
        Arrays.stream(passes)
            .map(regex -> Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS))
            .toList();
  }

  private static String withNumbers(String numbers) {
    return "'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])"
        + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
        + ("|" + numbers)
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
        + "|\\s*[\\r\\n]+|"
        + SPACES;
  }

  /** Returns the one that model files call by a name, or nothing when it is unknown. */
  static Optional<PreTokenizer> ofName(String name) {
    return ALL.stream().filter(known -> known.names.contains(name)).findFirst();
  }

  /** Returns every name that is known, for messages. */
  static String allNames() {
    return ALL.stream().flatMap(known -> known.names.stream()).collect(Collectors.joining(", "));
  }

  /** Tells whether a piece that is a token as a whole is taken without merging. */
  boolean ignoresMerges() {
    return llama;
  }

  /** Tells whether a begin token is added unless the file says otherwise. */
  boolean addsBos() {
    return llama;
  }

  /** Reports the pieces of a text in order; together they are the text. */
  void split(String text, Consumer<String> pieces) {
    split(text, 0, pieces);
  }

  /** Splits by one pass; the next pass splits what it matched and what lies between. */
  private void split(String text, int pass, Consumer<String> pieces) {
    if (pass == passes.size()) {
      pieces.accept(text);
      return;
    }
    int end = 0;
    for (Matcher match = passes.get(pass).matcher(text); match.find(); end = match.end()) {
      if (match.start() > end) {
        split(text.substring(end, match.start()), pass + 1, pieces);
      }
      split(match.group(), pass + 1, pieces);
    }
    if (end < text.length()) {
      split(text.substring(end), pass + 1, pieces);
    }
  }
}

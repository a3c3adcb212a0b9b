package dev.pith.plugin.local;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import dev.pith.ragcache.engine.token.TextPiece;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The texts that only a template may turn into tokens which begin and end turns. Immutable and
 * thread-safe.
 */
final class ControlTokens {

  /*
   * A user who writes out a control token must not forge a turn, and yet a template must be able to
   * look at the text, cut it and compare it. So each control token in what users wrote is replaced
   * by one character of the private use area before the template runs, and is put back afterwards as
   * a piece of its own, which is not read for control tokens. Characters of that area in the text
   * are replaced in the same way.
   */

  private static final char FIRST_MARK = '\ue000';
  private static final char LAST_MARK = '\uf8ff';
  private static final String MARKS = "[" + FIRST_MARK + "-" + LAST_MARK + "]";

  /** In the vocabularies of ggml: unknown and control. */
  private static final List<Integer> CONTROL_TYPES = List.of(2, 3);

  private final Pattern hidden;

  private ControlTokens(Pattern hidden) {
    this.hidden = hidden;
  }

  /** Returns those of a model's vocabulary. */
  static ControlTokens of(GgufMetadata metadata) throws ModelFileException {
    List<String> names = new ArrayList<>();
    if (metadata.has("tokenizer.ggml.token_type")) {
      List<String> tokens = metadata.strings("tokenizer.ggml.tokens");
      int[] types = metadata.integers("tokenizer.ggml.token_type");
      for (int i = 0; i < Math.min(types.length, tokens.size()); i++) {
        if (CONTROL_TYPES.contains(types[i])) {
          names.add(tokens.get(i));
        }
      }
    }
    return of(names);
  }

  /** Returns the tokens with these texts. */
  static ControlTokens of(Collection<String> names) {
    String alternatives =
        names.stream()
            .filter(name -> !name.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return new ControlTokens(
        Pattern.compile(alternatives.isEmpty() ? MARKS : alternatives + "|" + MARKS));
  }

  /** Begins the rendering of one conversation. */
  Hidden hide() {
    return new Hidden();
  }

  /** What was replaced in the texts of one conversation. Not thread-safe. */
  final class Hidden {

    private final Map<String, Character> marks = new LinkedHashMap<>();

    /** Returns a value of JSON with the control tokens in all of its texts replaced. */
    Object in(Object value) {
      if (value instanceof String text) {
        return hidden.matcher(text).replaceAll(found -> String.valueOf(markOf(found.group())));
      } else if (value instanceof Map<?, ?> map) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((name, each) -> copy.put(in(name), each == null ? null : in(each)));
        return copy;
      } else if (value instanceof List<?> list) {
        List<Object> copy = new ArrayList<>();
        list.forEach(each -> copy.add(each == null ? null : in(each)));
        return copy;
      }
      return value;
    }

    /** Returns a rendered text in pieces, what was replaced put back. */
    List<TextPiece> pieces(String rendered) {
      List<String> texts = List.copyOf(marks.keySet());
      List<TextPiece> pieces = new ArrayList<>();
      Matcher mark = Pattern.compile(MARKS).matcher(rendered);
      int from = 0;
      while (mark.find()) {
        int number = rendered.charAt(mark.start()) - FIRST_MARK;
        if (number >= texts.size()) {
          continue; // the template's own
        }
        add(pieces, rendered.substring(from, mark.start()), true);
        add(pieces, texts.get(number), false);
        from = mark.end();
      }
      add(pieces, rendered.substring(from), true);
      return pieces;
    }

    private char markOf(String text) {
      int next = FIRST_MARK + marks.size();
      if (next > LAST_MARK && !marks.containsKey(text)) {
        return '\ufffd'; // thousands of different private characters are no text
      }
      return marks.computeIfAbsent(text, unused -> (char) next);
    }

    private static void add(List<TextPiece> pieces, String text, boolean parseSpecial) {
      if (!text.isEmpty()) {
        pieces.add(new TextPiece(text, parseSpecial));
      }
    }
  }
}

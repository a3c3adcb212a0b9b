package dev.pith.plugin.local.request;

import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.verifier.trace.ThinkTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as the model's template writes it, up to where the model goes on. Immutable.
 *
 * <p>A last message of the assistant is not rendered by the template, which may leave its thinking
 * out or end the turn: its text follows the beginning of a new turn as the model would have written
 * it. So going on from a cut is exact, and the KV of what was generated before can be used again.
 */
public final class ChatPrompt {

  private final List<TextPiece> pieces;
  private final boolean insideThinking;

  private ChatPrompt(List<TextPiece> pieces, boolean insideThinking) {
    this.pieces = List.copyOf(pieces);
    this.insideThinking = insideThinking;
  }

  /**
   * Renders messages.
   *
   * @param addGenerationPrompt whether the turn of the assistant is begun
   * @param variables what else the template is told
   * @throws BadParameterException when the template refuses them
   */
  public static ChatPrompt render(
      PromptTemplate template,
      List<Map<String, Object>> messages,
      boolean addGenerationPrompt,
      Map<String, Object> variables)
      throws BadParameterException {
    List<TextPiece> pieces = template.render(messages, addGenerationPrompt, variables);
    return new ChatPrompt(pieces, addGenerationPrompt && openTag(pieces) != null);
  }

  /** Tells whether what is generated goes on with a thinking. */
  public boolean insideThinking() {
    return insideThinking;
  }

  /** Returns the prompt followed by what the assistant has written so far. */
  public ChatPrompt followedBy(String text) {
    List<TextPiece> all = new ArrayList<>(pieces);
    ThinkTags opened = openTag(pieces);
    if (opened != null && text.stripLeading().startsWith(opened.start())) {
      TextPiece last = all.remove(all.size() - 1);
      int tag = last.text().lastIndexOf(opened.start());
      all.add(new TextPiece(last.text().substring(0, tag), last.parseSpecial()));
    }
    addMarkingTags(all, text);
    return new ChatPrompt(all, leavesThinkingOpen(text, insideThinking));
  }

  /** Returns it as the model reads it. */
  public Prompt encode(Tokenizer tokenizer) {
    boolean hasBegin =
        !pieces.isEmpty()
            && pieces.get(0).parseSpecial()
            && tokenizer.bos().isPresent()
            && pieces.get(0).text().startsWith(tokenizer.nameOf(tokenizer.bos().getAsInt()));
    return Prompt.of(pieces, tokenizer.encode(pieces, !hasBegin), insideThinking);
  }

  /** Returns the pair of tags whose start tag is the last thing of a prompt. */
  private static @Nullable ThinkTags openTag(List<TextPiece> pieces) {
    TextPiece last = pieces.isEmpty() ? new TextPiece("", false) : pieces.get(pieces.size() - 1);
    String end = last.text().stripTrailing();
    for (ThinkTags pair : ThinkTags.KNOWN) {
      if (last.parseSpecial() && end.endsWith(pair.start())) {
        return pair;
      }
    }
    return null;
  }

  private static boolean leavesThinkingOpen(String text, boolean openBefore) {
    int lastStart = -1;
    int lastEnd = -1;
    for (ThinkTags pair : ThinkTags.KNOWN) {
      lastStart = Math.max(lastStart, text.lastIndexOf(pair.start()));
      lastEnd = Math.max(lastEnd, text.lastIndexOf(pair.end()));
    }
    return lastStart == lastEnd ? openBefore : lastStart > lastEnd;
  }

  /** In some vocabularies the tags are control tokens, which the rest of the text must not form. */
  private static void addMarkingTags(List<TextPiece> pieces, String text) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      String tag = tagAt(text, i);
      if (tag != null) {
        addUnlessEmpty(pieces, text.substring(from, i), false);
        addUnlessEmpty(pieces, tag, true);
        from = i + tag.length();
        i = from - 1;
      }
    }
    addUnlessEmpty(pieces, text.substring(from), false);
  }

  private static @Nullable String tagAt(String text, int at) {
    for (ThinkTags pair : ThinkTags.KNOWN) {
      for (String tag : List.of(pair.start(), pair.end())) {
        if (text.startsWith(tag, at)) {
          return tag;
        }
      }
    }
    return null;
  }

  private static void addUnlessEmpty(List<TextPiece> pieces, String text, boolean special) {
    if (!text.isEmpty()) {
      pieces.add(new TextPiece(text, special));
    }
  }
}

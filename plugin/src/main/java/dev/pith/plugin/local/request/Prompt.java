package dev.pith.plugin.local.request;

import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the model reads before it writes. Immutable. */
public final class Prompt {

  private final int[] tokens;
  private final boolean insideThinking;
  private final List<TextPiece> pieces;
  private final @Nullable ChunkedPrompt chunks;

  /**
   * Creates a prompt of which only the tokens are known.
   *
   * @param tokens their ids, at least one; not copied
   * @param insideThinking whether the prompt leaves a thinking open, so that what is generated goes
   *     on with it
   */
  public Prompt(int[] tokens, boolean insideThinking) {
    this(tokens, insideThinking, List.of(), null);
  }

  private Prompt(
      int[] tokens,
      boolean insideThinking,
      List<TextPiece> pieces,
      @Nullable ChunkedPrompt chunks) {
    this.tokens = tokens;
    this.insideThinking = insideThinking;
    this.pieces = pieces;
    this.chunks = chunks;
  }

  /** Returns the prompt of a text; the tokens are those of the pieces together. */
  static Prompt of(List<TextPiece> pieces, int[] tokens, boolean insideThinking) {
    return new Prompt(tokens, insideThinking, pieces, null);
  }

  /** Returns this prompt; it knows where retrieved chunks stand, if it has any. */
  public Prompt withChunks(Tokenizer tokenizer) {
    return PromptChunks.find(pieces, tokens, tokenizer)
        .map(found -> new Prompt(tokens, insideThinking, pieces, found))
        .orElse(this);
  }

  /** Returns where retrieved chunks stand; empty when nobody looked, or there are none. */
  public Optional<ChunkedPrompt> chunks() {
    return Optional.ofNullable(chunks);
  }

  /** Returns the ids; shared, callers do not change them. */
  public int[] tokens() {
    return tokens;
  }

  /** Tells whether what is generated goes on with a thinking. */
  public boolean insideThinking() {
    return insideThinking;
  }

  @Override
  public String toString() {
    return "Prompt[" + Arrays.toString(tokens) + ", insideThinking=" + insideThinking + "]";
  }
}

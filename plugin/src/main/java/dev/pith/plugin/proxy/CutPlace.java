package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.CutEvent;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.CutPoint;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import java.util.OptionalLong;

/**
 * Where in a stream a thinking ends, and what its model goes on from: the same whether the cut is
 * made or only checked.
 *
 * @param cut the decision
 * @param last the event in which it falls
 */
record CutPlace(Cut cut, CutEvent last) {

  /** A model that may write only a few more words is not asked to answer with them. */
  private static final long MIN_ANSWER_TOKENS = 64;

  /**
   * Returns the place of a cut at the event that was read last.
   *
   * @param reader the reader of the call, which says that it can be cut
   */
  static CutPlace of(ChatStreamReader reader, Cut cut, ContinuationRecipe recipe) {
    long atChars = recipe.cutsBetweenChunks() ? reader.reasoningChars() : cut.atChar();
    return new CutPlace(cut, reader.cutAt(atChars));
  }

  /** Tells whether the client's limit leaves the model room for an answer. */
  boolean leavesRoom(ChatRequest chat) {
    OptionalLong remaining = remainingTokens(chat);
    return remaining.isEmpty() || remaining.getAsLong() >= MIN_ANSWER_TOKENS;
  }

  /** Returns the thinking that the client has. */
  String seen(CharSequence thinking) {
    return thinking.subSequence(0, Math.toIntExact(last.atChars())).toString();
  }

  /** Returns the words that lead the client from its thinking to the answer. */
  String guide(String seen) {
    return Guidance.inLanguageOf(seen).after(seen, cut.ending());
  }

  /**
   * Returns what the model goes on from.
   *
   * @param seen the thinking that the client has
   */
  CutPoint point(StopPlan plan, ChatRequest chat, ChatStreamReader reader, String seen) {
    // Only the repeats of a loop, which the client has seen, are left out of the prompt.
    boolean loop = cut.promptChars() < cut.atChar();
    String kept = loop ? seen.substring(0, Math.toIntExact(cut.promptChars())) : seen;
    String guide = Guidance.inLanguageOf(seen).after(kept, cut.ending());
    return CutPoint.ofText(chat, kept, guide, remainingTokens(chat))
        .withIds(reader.trail().prompt(), reader.trail().upTo(kept.length()))
        .withContext(plan.choice().contextTokens());
  }

  private OptionalLong remainingTokens(ChatRequest chat) {
    OptionalLong limit = chat.maxTokens();
    return limit.isEmpty() ? limit : OptionalLong.of(limit.getAsLong() - last.kept().tokens());
  }
}

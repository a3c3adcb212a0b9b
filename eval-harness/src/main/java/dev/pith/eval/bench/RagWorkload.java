package dev.pith.eval.bench;

import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prompts of the same chunks, in random tokens: a lead, the chunks in some order, a question.
 *
 * @param lead tokens before the first chunk
 * @param chunks tokens of each chunk
 * @param question tokens behind the last chunk
 */
record RagWorkload(List<Integer> lead, List<List<Integer>> chunks, List<Integer> question) {
  private static final int LEAD_TOKENS = 40;
  private static final int QUESTION_TOKENS = 40;
  private static final int FIRST_TOKEN = 10; // those before may be control tokens
  private static final int TOKENS = 1_000;
  private static final long SEED = 42;

  /**
   * Draws chunks.
   *
   * @param promptTokens of all of a prompt
   * @param count how many chunks, at least 2; all are of about the same length
   */
  static RagWorkload of(int promptTokens, int count) {
    int chunkTokens = promptTokens - LEAD_TOKENS - QUESTION_TOKENS;
    if (count < 2) {
      throw new IllegalArgumentException("--chunks must be at least 2: " + count);
    }
    if (chunkTokens < count) {
      throw new IllegalArgumentException(
          "--tokens must be at least %d: %d"
              .formatted(LEAD_TOKENS + QUESTION_TOKENS + count, promptTokens));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    List<Integer> lead = draw(LEAD_TOKENS, random);
    List<List<Integer>> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunks.add(draw(chunkTokens * (i + 1) / count - chunkTokens * i / count, random));
    }
    return new RagWorkload(lead, chunks, draw(QUESTION_TOKENS, random));
  }

  private static List<Integer> draw(int tokens, SplittableRandom random) {
    return random.ints(tokens, FIRST_TOKEN, TOKENS).boxed().toList();
  }

  /** Returns the prompt that is measured. */
  ChunkedPrompt measured() {
    return prompt(chunks);
  }

  /** Returns prompts behind which no chunk stands where it stands in the measured one. */
  List<ChunkedPrompt> earlier() {
    List<List<Integer>> reversed = new ArrayList<>(chunks);
    Collections.reverse(reversed);
    List<List<Integer>> turned = new ArrayList<>(chunks);
    Collections.rotate(turned, 1);
    return List.of(prompt(reversed), prompt(turned));
  }

  private ChunkedPrompt prompt(List<List<Integer>> order) {
    List<Integer> tokens = new ArrayList<>(lead);
    List<Span> spans = new ArrayList<>();
    for (List<Integer> chunk : order) {
      spans.add(new Span(tokens.size(), tokens.size() + chunk.size()));
      tokens.addAll(chunk);
    }
    tokens.addAll(question);
    return ChunkedPrompt.of(tokens.stream().mapToInt(Integer::intValue).toArray(), spans);
  }
}

package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.KvSequence;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A prompt whose tokens, or whose next token, the model shall judge; nothing is generated. */
public final class ScoringRequest {

  private final int[] prompt;
  private final OptionalInt scoreFrom;
  private final int[] candidates;
  private final String salt;
  private final @Nullable KvSequence kv;

  private ScoringRequest(
      int[] prompt, OptionalInt scoreFrom, int[] candidates, String salt, @Nullable KvSequence kv) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("prompt must have at least one token: 0");
    }
    this.prompt = prompt;
    this.scoreFrom = scoreFrom;
    this.candidates = candidates;
    this.salt = salt;
    this.kv = kv;
  }

  /**
   * Asks how likely the prompt's own tokens are.
   *
   * @param prompt token ids; copied
   * @param from index of the first token to judge, in [1, prompt length); kept KV is used up to
   *     there
   */
  public static ScoringRequest ofTokens(int[] prompt, int from) {
    if (from < 1 || from >= prompt.length) {
      throw new IllegalArgumentException("from must be in [1, " + prompt.length + "): " + from);
    }
    return new ScoringRequest(prompt.clone(), OptionalInt.of(from), new int[0], "", null);
  }

  /**
   * Asks how likely each of some tokens is as the next one, such as the spellings of Yes and No.
   *
   * @param prompt token ids; copied
   * @param candidates token ids; copied
   */
  public static ScoringRequest ofNext(int[] prompt, int... candidates) {
    return new ScoringRequest(prompt.clone(), OptionalInt.empty(), candidates.clone(), "", null);
  }

  /** Returns the same request under a salt: KV is shared only with requests of the same. */
  public ScoringRequest withSalt(String salt) {
    return new ScoringRequest(prompt, scoreFrom, candidates, salt, kv);
  }

  /**
   * Returns the same request with KV of the prompt's first tokens, at least its last one and those
   * to judge excepted. Whoever the request is submitted to closes it.
   *
   * @throws IllegalArgumentException when it has other positions than the first ones
   */
  public ScoringRequest withKv(KvSequence known) {
    int most = scoreFrom.orElse(prompt.length) - 1;
    if (known.end() != known.size() || known.end() > most) {
      throw new IllegalArgumentException(
          "kv must have the first tokens of the prompt, at most %d: %d of %d"
              .formatted(most, known.size(), known.end()));
    }
    return new ScoringRequest(prompt, scoreFrom, candidates, salt, known);
  }

  @Nullable KvSequence kv() {
    return kv;
  }

  int[] prompt() {
    return prompt;
  }

  OptionalInt scoreFrom() {
    return scoreFrom;
  }

  int[] candidates() {
    return candidates;
  }

  String salt() {
    return salt;
  }

  @Override
  public String toString() {
    return "ScoringRequest["
        + prompt.length
        + " tokens, from "
        + scoreFrom
        + ", candidates "
        + Arrays.toString(candidates)
        + "]";
  }
}

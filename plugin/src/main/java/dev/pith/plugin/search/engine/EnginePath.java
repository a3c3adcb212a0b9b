package dev.pith.plugin.search.engine;

import dev.pith.plugin.search.Trajectory;
import dev.pith.ragcache.engine.KvSequence;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A trajectory on the embedded engine, with the KV of its tokens while it is held. Thread-safe. */
public final class EnginePath implements Trajectory {
  private final List<Map<String, Object>> messages;
  private final int[] tokens;
  private final int before;
  private final String text;
  private final String step;
  private final int generated;
  private final int cached;
  private final boolean finished;
  private @Nullable KvSequence kv;
  private boolean released;

  /**
   * Creates a trajectory.
   *
   * @param messages the conversation that it goes on from
   * @param tokens the prompt's and all that were generated; not copied
   * @param before how many of them come before the newest step; 0 for the prompt
   * @param text all that was generated
   * @param step the newest step
   * @param generated how many tokens were generated for that step
   * @param cached how many tokens were not run for it, because their KV was there
   * @param kv of the first of the tokens; closed with this. Null when there was no room
   */
  EnginePath(
      List<Map<String, Object>> messages,
      int[] tokens,
      int before,
      String text,
      String step,
      int generated,
      int cached,
      boolean finished,
      @Nullable KvSequence kv) {
    this.messages = messages;
    this.tokens = tokens;
    this.before = before;
    this.text = text;
    this.step = step;
    this.generated = generated;
    this.cached = cached;
    this.finished = finished;
    this.kv = kv;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public OptionalLong stepTokens() {
    return OptionalLong.of(tokens.length - before);
  }

  @Override
  public OptionalLong generatedTokens() {
    return OptionalLong.of(generated);
  }

  @Override
  public OptionalLong readTokens() {
    return OptionalLong.of(before == 0 ? tokens.length : before);
  }

  @Override
  public OptionalLong cachedTokens() {
    return OptionalLong.of(cached);
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public synchronized void release() {
    released = true;
    if (kv != null) {
      kv.close();
      kv = null;
    }
  }

  /** Returns the conversation that it goes on from. */
  List<Map<String, Object>> messages() {
    return messages;
  }

  /** Returns its tokens, the prompt's included; not to be changed. */
  int[] tokens() {
    return tokens;
  }

  int length() {
    return tokens.length;
  }

  /**
   * Returns a fork of its KV, but for its last token; null when it has none.
   *
   * @throws IllegalStateException when it was released
   */
  synchronized @Nullable KvSequence fork() {
    if (released) {
      throw new IllegalStateException("the trajectory was released");
    }
    if (kv == null) {
      return null;
    }
    KvSequence fork = kv.fork();
    fork.truncate(Math.min(fork.end(), tokens.length - 1));
    return fork;
  }

  /** Returns the KV that it holds, for counting; null when it holds none. */
  synchronized @Nullable KvSequence held() {
    return kv;
  }

  @Override
  public String toString() {
    return "EnginePath["
        + tokens.length
        + " tokens, step "
        + Arrays.toString(step.split("\n"))
        + "]";
  }
}

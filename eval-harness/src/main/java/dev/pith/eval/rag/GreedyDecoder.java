package dev.pith.eval.rag;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.token.Detokenizer;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import java.util.ArrayList;
import java.util.List;

/** Goes on from prompts that have been read, the likeliest token each time. Not thread-safe. */
final class GreedyDecoder {

  private final KvEngine engine;
  private final Tokenizer tokenizer;
  private final int maxTokens;
  private final Batch batch;
  private final List<Running> waiting = new ArrayList<>();

  /**
   * Creates a decoder.
   *
   * @param maxTokens the longest answer, at least 1
   */
  GreedyDecoder(KvEngine engine, Tokenizer tokenizer, int maxTokens) {
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    batch = new Batch(engine.config().vocabulary());
  }

  /** One answer on its way. */
  private final class Running {
    private final KvSequence kv;
    private final Detokenizer decoder;
    private final StringBuilder text = new StringBuilder();
    private int position;
    private int token;
    private int tokens;
    private boolean ended;

    Running(KvSequence kv, ChunkedPrompt prompt) {
      this.kv = kv;
      position = prompt.length() - 1;
      token = prompt.token(position);
      decoder = tokenizer.continuation(token, true);
    }

    void take(int next) {
      position++;
      token = next;
      if (tokenizer.endsGeneration(next)
          || ++tokens >= maxTokens
          || position >= engine.config().contextLength()) {
        ended = true;
        kv.close();
      } else {
        text.append(decoder.next(next));
      }
    }
  }

  /** Adds a prompt of which all but the last token was read; the KV is closed with its answer. */
  void add(KvSequence kv, ChunkedPrompt prompt) {
    waiting.add(new Running(kv, prompt));
  }

  /** Returns how many answers are to be decoded. */
  int waiting() {
    return waiting.size();
  }

  /** Decodes all of them in one batch and returns their texts, in the order in which they came. */
  List<String> decode() {
    List<Running> running = List.copyOf(waiting);
    while (!running.isEmpty()) {
      batch.clear();
      for (Running each : running) {
        batch.askLogits(batch.add(each.kv, each.position, each.token));
      }
      engine.forward(batch);
      for (int row = 0; row < running.size(); row++) {
        running.get(row).take(likeliest(batch.logits(row)));
      }
      running = running.stream().filter(each -> !each.ended).toList();
    }
    List<String> texts = waiting.stream().map(each -> each.text.toString()).toList();
    waiting.clear();
    return texts;
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int token = 1; token < logits.length; token++) {
      if (logits[token] > logits[best]) {
        best = token;
      }
    }
    return best;
  }
}

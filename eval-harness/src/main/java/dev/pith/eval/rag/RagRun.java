package dev.pith.eval.rag;

import dev.pith.eval.grade.FinalAnswer;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.LocalModel;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.PartialPrefill;
import dev.pith.ragcache.reuse.Prefilled;
import dev.pith.ragcache.reuse.ReusePolicy;
import dev.pith.ragcache.reuse.Span;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.StoreSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Puts chunk questions to a model under policies of reuse. Not thread-safe. */
final class RagRun {

  private static final int PIECE_ROWS = 512;
  private static final int ANSWERS_AT_ONCE = 32;
  private static final int MAX_ANSWER_TOKENS = 500;
  private static final String SALT = "";
  private static final String THINK = "<think>";
  private static final String END_THINK = "</think>";

  private final LocalModel model;
  private final PromptChunks prompts;

  RagRun(LocalModel model) {
    this.model = model;
    prompts = new PromptChunks(model);
  }

  /**
   * Reads problems, so that chunks are kept that were computed whole, behind the chunks that stood
   * before them there.
   *
   * @throws IOException when the model cannot be asked so
   */
  KeptChunks warmUp(List<Problem> problems, StoreSettings settings) throws IOException {
    try (ChunkStore store = ChunkStore.open(settings)) {
      PartialPrefill prefill = prefill(store);
      String scope = ChunkKey.scope(model.name(), SALT);
      Set<ChunkKey> chunks = new LinkedHashSet<>();
      for (Problem problem : problems) {
        ChunkedPrompt prompt = prompts.of(problem);
        prefill.read(prompt, ReusePolicy.prefix(), SALT).kv().close();
        for (Span segment : prompt.segments()) {
          chunks.add(ChunkKey.of(scope, prompt.tokensOf(segment)));
        }
      }
      return KeptChunks.of(store, settings, chunks);
    }
  }

  /**
   * Answers problems under a policy; what it keeps meanwhile is there for its later problems.
   *
   * @return the answers in the order of the problems
   * @throws IOException when the model cannot be asked so
   */
  List<RagAnswer> answer(List<Problem> problems, ReusePolicy policy, KeptChunks kept)
      throws IOException {
    GreedyDecoder decoder = new GreedyDecoder(model.engine(), model.tokenizer(), MAX_ANSWER_TOKENS);
    List<RagAnswer> read = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    try (ChunkStore store = kept.open()) {
      PartialPrefill prefill = prefill(store);
      for (Problem problem : problems) {
        ChunkedPrompt prompt = prompts.of(problem);
        long start = System.nanoTime();
        Prefilled prefilled = prefill.read(prompt, policy, SALT);
        read.add(new RagAnswer(false, prefilled.report(), System.nanoTime() - start));
        decoder.add(prefilled.kv(), prompt);
        if (decoder.waiting() == ANSWERS_AT_ONCE) {
          texts.addAll(decoder.decode());
        }
      }
      texts.addAll(decoder.decode());
    }
    List<RagAnswer> graded = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      RagAnswer answer = read.get(i);
      boolean right = isRight(problems.get(i), texts.get(i));
      graded.add(new RagAnswer(right, answer.report(), answer.prefillNanos()));
    }
    return graded;
  }

  /** Returns the prompts that were written, and what is to be known about them. */
  PromptChunks prompts() {
    return prompts;
  }

  private PartialPrefill prefill(ChunkStore store) {
    return new PartialPrefill(model.engine(), store, model.name(), PIECE_ROWS);
  }

  /** A thinking that never ended has no answer. */
  static boolean isRight(Problem problem, String text) {
    int end = text.lastIndexOf(END_THINK);
    if (end < 0 && text.contains(THINK)) {
      return false;
    }
    String answer = end < 0 ? text : text.substring(end + END_THINK.length());
    return FinalAnswer.isRight(problem, answer);
  }
}

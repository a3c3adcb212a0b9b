package dev.pith.eval.bench;

import dev.pith.eval.rag.KeptChunks;
import dev.pith.eval.rag.RagPolicy;
import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.PartialPrefill;
import dev.pith.ragcache.reuse.Prefilled;
import dev.pith.ragcache.reuse.ReusePolicy;
import dev.pith.ragcache.reuse.ReuseReport;
import dev.pith.ragcache.store.ChunkStore;
import dev.pith.ragcache.store.StoreSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Times the reading of a prompt under policies, in turns: what else the machine does hits all of
 * them. Every reading begins with a store that holds the chunks as they were in earlier prompts.
 */
final class RagRounds {
  private static final String MODEL = "random";
  private static final String SALT = "";
  private static final int PIECE_ROWS = 512;
  private static final long SEED = 1;

  private final KvEngine engine;
  private final RagWorkload workload;
  private final double share;
  private final int rounds;
  private final QuietPause quiet;

  /**
   * Prepares rounds.
   *
   * @param share of the chunks' tokens that is computed again, in [0, 1]
   * @param rounds how many are measured, at least 1
   */
  RagRounds(KvEngine engine, RagWorkload workload, double share, int rounds, QuietPause quiet) {
    this.engine = engine;
    this.workload = workload;
    this.share = share;
    this.rounds = rounds;
    this.quiet = quiet;
  }

  /** Measures policies, after a round that is not measured. */
  RagTimings run(List<RagPolicy> policies) {
    KeptChunks kept = keep();
    Map<RagPolicy, List<RagTimings.Reading>> readings = new EnumMap<>(RagPolicy.class);
    for (int round = -1; round < rounds; round++) {
      for (RagPolicy policy : policies) {
        quiet.pause();
        RagTimings.Reading reading = read(policy.policy(share, SEED), kept);
        if (round >= 0) {
          readings.computeIfAbsent(policy, unseen -> new ArrayList<>()).add(reading);
        }
      }
    }
    return new RagTimings(workload.measured().length(), workload.chunks().size(), share, readings);
  }

  private KeptChunks keep() {
    StoreSettings settings = StoreSettings.defaults();
    try (ChunkStore store = ChunkStore.open(settings)) {
      PartialPrefill prefill = prefill(store);
      for (ChunkedPrompt prompt : workload.earlier()) {
        prefill.read(prompt, ReusePolicy.prefix(), SALT).kv().close();
      }
      ChunkedPrompt prompt = workload.measured();
      String scope = ChunkKey.scope(MODEL, SALT);
      List<ChunkKey> chunks =
          prompt.segments().stream()
              .map(segment -> ChunkKey.of(scope, prompt.tokensOf(segment)))
              .toList();
      return KeptChunks.of(store, settings, chunks);
    }
  }

  private RagTimings.Reading read(ReusePolicy policy, KeptChunks kept) {
    try (ChunkStore store = kept.open()) {
      PartialPrefill prefill = prefill(store);
      ChunkedPrompt prompt = workload.measured();
      long start = System.nanoTime();
      Prefilled prefilled = prefill.read(prompt, policy, SALT);
      try (KvSequence kv = prefilled.kv()) {
        firstToken(kv, prompt);
        long nanos = System.nanoTime() - start;
        ReuseReport report = prefilled.report();
        return new RagTimings.Reading(nanos, report.computeShare(), report.recomputeShare());
      }
    }
  }

  private void firstToken(KvSequence kv, ChunkedPrompt prompt) {
    int last = prompt.length() - 1;
    Batch batch = new Batch(engine.config().vocabulary());
    batch.askLogits(batch.add(kv, last, prompt.token(last)));
    engine.forward(batch);
  }

  private PartialPrefill prefill(ChunkStore store) {
    return new PartialPrefill(engine, store, MODEL, PIECE_ROWS);
  }
}

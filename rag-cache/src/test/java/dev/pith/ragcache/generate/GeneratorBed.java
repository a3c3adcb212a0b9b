package dev.pith.ragcache.generate;

import dev.pith.ragcache.engine.Batch;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A generator on a toy engine, and what it should generate. */
final class GeneratorBed implements AutoCloseable {

  static final int VOCABULARY = 27;
  static final int CONTEXT = 200;

  final ToyEngine engine = new ToyEngine(VOCABULARY, CONTEXT);
  final Generator generator;

  GeneratorBed() {
    this(settings -> settings);
  }

  /** Starts from 4 running, 8 rows of prefill and much room. */
  GeneratorBed(UnaryOperator<GeneratorSettings> change) {
    GeneratorSettings settings =
        GeneratorSettings.defaults().withMaxRunning(4).withPrefillRows(8).withMaxKvBytes(1_000_000);
    generator = Generator.start(engine, new ToyTokenizer(VOCABULARY), change.apply(settings));
  }

  RecordingListener submit(GenerationRequest.Builder request) {
    RecordingListener listener = new RecordingListener();
    generator.submit(request.build(), listener);
    return listener;
  }

  /** Returns a request with a prompt of letters. */
  static GenerationRequest.Builder prompt(String letters) {
    return GenerationRequest.builder(ToyTokenizer.tokens(letters));
  }

  /** Returns random tokens, none of which ends a text. */
  static int[] tokens(int count, long seed) {
    return new SplittableRandom(seed).ints(count, 1, VOCABULARY).toArray();
  }

  /** Returns what comes after a prompt: each token by a pass over the whole text before it. */
  static List<Integer> expected(int[] prompt, int maxTokens, SamplingSettings sampling) {
    Sampler sampler =
        new Sampler(
            sampling,
            new SplittableRandom(sampling.seed().orElse(0)),
            new Sampler.Scratch(VOCABULARY));
    int[] text = prompt;
    List<Integer> generated = new ArrayList<>();
    int last = -1;
    while (generated.size() < maxTokens && last != 0) {
      last = sampler.next(logits(text), text, prompt.length, text.length);
      generated.add(last);
      text = Arrays.copyOf(text, text.length + 1);
      text[text.length - 1] = last;
    }
    return generated;
  }

  static List<Integer> greedy(int[] prompt, int maxTokens) {
    return expected(prompt, maxTokens, SamplingSettings.greedy());
  }

  /** Returns the logits after a text. */
  static float[] logits(int[] text) {
    try (ToyEngine engine = new ToyEngine(VOCABULARY, CONTEXT);
        KvSequence sequence = engine.newSequence(false)) {
      Batch batch = new Batch(VOCABULARY);
      for (int i = 0; i < text.length; i++) {
        batch.add(sequence, i, text[i]);
      }
      batch.askLogits(text.length - 1);
      engine.forward(batch);
      return batch.logits(text.length - 1);
    }
  }

  @Override
  public void close() {
    generator.close();
  }
}

package dev.pith.ragcache.engine;

import java.util.List;
import java.util.stream.IntStream;

/** Runs a {@link Scenario} on the engine. */
final class PithScenario {
  private final Transformer engine;
  private final Scenario scenario;

  PithScenario(Transformer engine, Scenario scenario) {
    this.engine = engine;
    this.scenario = scenario;
  }

  ScenarioLogits logits() {
    return new ScenarioLogits(full(), reuse(), blend());
  }

  private List<float[]> full() {
    try (KvSequence sequence = engine.newSequence(false)) {
      return run(batch(sequence, range(0, scenario.size())));
    }
  }

  private List<float[]> reuse() {
    try (KvSequence sequence = withChunks()) {
      return run(batch(sequence, range(scenario.questionAt(), scenario.size())));
    }
  }

  private List<float[]> blend() {
    try (KvSequence sequence = withChunks()) {
      return run(batch(sequence, scenario.recomputedAndQuestion()));
    }
  }

  /** Returns a sequence with the system part read and the chunks put in place. */
  KvSequence withChunks() {
    KvSequence sequence = engine.newSequence(false);
    if (scenario.system() > 0) {
      run(batch(sequence, range(0, scenario.firstAt())));
    }
    sequence.place(alone(scenario.firstAt(), scenario.secondAt()), at(scenario.firstAt()));
    sequence.place(alone(scenario.secondAt(), scenario.questionAt()), at(scenario.secondAt()));
    return sequence;
  }

  /** Returns the KV of tokens that saw nothing but each other. */
  private ChunkKv alone(int from, int to) {
    int start = scenario.aloneAt(from);
    try (KvSequence sequence = engine.newSequence(true)) {
      Batch batch = new Batch(engine.config().vocabulary());
      for (int index = from; index < to; index++) {
        batch.add(sequence, start + index - from, token(index));
      }
      engine.forward(batch);
      return sequence.export(start, start + to - from);
    }
  }

  /** Returns a batch of tokens where they stand in the prompt; all ask for logits. */
  Batch batch(KvSequence sequence, List<Integer> indices) {
    Batch batch = new Batch(engine.config().vocabulary());
    for (int index : indices) {
      batch.askLogits(batch.add(sequence, at(index), token(index)));
    }
    return batch;
  }

  private List<float[]> run(Batch batch) {
    engine.forward(batch);
    return IntStream.range(0, batch.rows()).mapToObj(batch::logits).toList();
  }

  private int at(int index) {
    return scenario.positionOf(index);
  }

  private int token(int index) {
    return scenario.token(index, engine.config().vocabulary());
  }

  static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}

package dev.pith.ragcache.engine;

import static dev.pith.ragcache.engine.PithScenario.range;

import dev.pith.ragcache.engine.peer.LlamaProcess;
import dev.pith.ragcache.engine.peer.LlamaProcess.Row;
import dev.pith.ragcache.engine.peer.OracleNatives;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a {@link Scenario} on llama.cpp. */
final class LlamaScenario {
  private static final int PROMPT = 0;
  private static final int ALONE = 1;
  private static final int COPY = 2;

  /** How many sequences a context needs. */
  static final int SEQUENCES = 3;

  private final LlamaProcess llama;
  private final Scenario scenario;
  private final int vocabulary;

  LlamaScenario(LlamaProcess llama, Scenario scenario, int vocabulary) {
    this.llama = llama;
    this.scenario = scenario;
    this.vocabulary = vocabulary;
  }

  ScenarioLogits logits() throws IOException {
    return new ScenarioLogits(full(), reuse(), blend());
  }

  List<float[]> full() throws IOException {
    llama.clear();
    return decode(range(0, scenario.size()));
  }

  private List<float[]> reuse() throws IOException {
    putChunks();
    return decode(range(scenario.questionAt(), scenario.size()));
  }

  List<float[]> blend() throws IOException {
    putChunks();
    if (OracleNatives.areNewer()) {
      return decodeOneByOne(scenario.recomputedAndQuestion());
    }
    for (int index : scenario.recomputed()) {
      llama.remove(PROMPT, at(index), at(index) + 1);
    }
    return decode(scenario.recomputedAndQuestion());
  }

  /** Computes one token after the other behind a copy of what is before it. */
  private List<float[]> decodeOneByOne(List<Integer> indices) throws IOException {
    List<float[]> logits = new ArrayList<>();
    for (int index : indices) {
      llama.copy(PROMPT, COPY, 0, at(index));
      Row row = new Row(COPY, at(index), token(index), true);
      logits.addAll(llama.decode(List.of(row)).logits());
      llama.remove(PROMPT, at(index), at(index) + 1);
      llama.copy(COPY, PROMPT, at(index), at(index) + 1);
      llama.remove(COPY, 0, at(index) + 1);
    }
    return logits;
  }

  private void putChunks() throws IOException {
    llama.clear();
    if (scenario.system() > 0) {
      decode(range(0, scenario.firstAt()));
    }
    putAlone(scenario.firstAt(), scenario.secondAt());
    putAlone(scenario.secondAt(), scenario.questionAt());
  }

  /**
   * Computes tokens that see nothing but each other, then moves them to their place. Far from 0
   * they are computed there: moving them would add the roundings of two large angles.
   */
  private void putAlone(int from, int to) throws IOException {
    int start = scenario.aloneAt(from);
    llama.decode(
        range(from, to).stream()
            .map(index -> new Row(ALONE, start + index - from, token(index), false))
            .toList());
    llama.move(ALONE, start, start + to - from, at(from) - start);
    llama.copy(ALONE, PROMPT, at(from), at(to));
    llama.remove(ALONE, at(from), at(to));
  }

  private List<float[]> decode(List<Integer> indices) throws IOException {
    return llama
        .decode(
            indices.stream().map(index -> new Row(PROMPT, at(index), token(index), true)).toList())
        .logits();
  }

  private int at(int index) {
    return scenario.positionOf(index);
  }

  private int token(int index) {
    return scenario.token(index, vocabulary);
  }
}

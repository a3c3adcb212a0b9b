package dev.pith.eval.bench;

import dev.pith.ragcache.engine.peer.LlamaProcess;
import dev.pith.ragcache.engine.peer.LlamaProcess.Row;
import dev.pith.ragcache.engine.peer.LlamaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** llama.cpp's natives, timed in their process, without the way to it and back. */
final class PeerDecoder implements TimedDecoder {
  private final LlamaProcess llama;
  private final EngineWorkload workload;

  /** Loads the model; the process stays open in the end. */
  PeerDecoder(LlamaProcess llama, Path model, EngineWorkload workload, int threads)
      throws IOException {
    this.llama = llama;
    this.workload = workload;
    llama.load(
        model,
        new LlamaSettings(
            workload.positions() + workload.promptTokens(),
            workload.promptTokens(),
            1,
            threads,
            false,
            false));
  }

  @Override
  public long prefill() throws IOException {
    llama.clear();
    return llama.decode(rows(IntStream.range(0, workload.promptTokens()))).nanos();
  }

  @Override
  public long decode() throws IOException {
    return llama
        .decodeOneByOne(
            IntStream.range(workload.promptTokens(), workload.positions())
                .mapToObj(position -> row(position, true))
                .toList())
        .nanos();
  }

  @Override
  public long recompute() throws IOException {
    llama.remove(0, workload.promptTokens(), workload.positions());
    int[] recomputed = workload.recomputed();
    for (int position : recomputed) {
      llama.remove(0, position, position + 1);
    }
    return llama.decode(rows(Arrays.stream(recomputed))).nanos();
  }

  @Override
  public void close() {
    // The process runs the next model.
  }

  /** Returns rows of which the last one of the prompt asks for logits. */
  private List<Row> rows(IntStream positions) {
    return positions
        .mapToObj(position -> row(position, position == workload.promptTokens() - 1))
        .toList();
  }

  private Row row(int position, boolean wantsLogits) {
    return new Row(0, position, workload.token(position), wantsLogits);
  }
}

package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;

/** The models on which properties are tested, with the type of their KV. */
enum Subject {
  LLAMA_F32(KvType.F32),
  LLAMA_F16(KvType.F16),
  QWEN2_F32(KvType.F32),
  QWEN3_F16(KvType.F16),
  ODD_SIZES_F32(KvType.F32);

  /** How many tokens each model has. */
  static final int VOCABULARY = 96;

  private final KvType kvType;

  Subject(KvType kvType) {
    this.kvType = kvType;
  }

  Transformer engine() throws IOException {
    return engine(TestModel.settings());
  }

  /** Returns an engine with these settings, except for the type of the KV. */
  Transformer engine(EngineSettings settings) throws IOException {
    return TestModel.engine(model(), settings.withKvType(kvType));
  }

  private RandomModelFile.Builder model() {
    return switch (this) {
      case LLAMA_F32, LLAMA_F16 -> RandomModelFile.builder("llama");
      case QWEN2_F32 -> RandomModelFile.builder("qwen2").heads(4).kvHeads(1).headDim(64);
      case QWEN3_F16 -> RandomModelFile.builder("qwen3").heads(4).kvHeads(4).headDim(32);
      case ODD_SIZES_F32 ->
          RandomModelFile.builder("llama")
              .layers(3)
              .embedding(40)
              .heads(6)
              .kvHeads(2)
              .headDim(22)
              .feedForward(71)
              .ropeFreqs(true);
    };
  }
}

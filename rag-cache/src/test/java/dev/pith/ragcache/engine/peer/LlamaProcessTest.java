package dev.pith.ragcache.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.ragcache.engine.gguf.RandomModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@AgainstLlama
class LlamaProcessTest {
  private static final LlamaSettings SETTINGS = new LlamaSettings(64, 16, 1, 1, false, false);

  @Test
  void load_noModelFile_refusedAndStillAlive(LlamaProcess llama, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("model.gguf"), "no model");

    assertThatThrownBy(() -> llama.load(file, SETTINGS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not load")
        .hasMessageContaining("llama.cpp says: ")
        .hasMessageContaining("failed to load model");
    assertThat(llama.isAlive()).isTrue();
  }

  @Test
  void decode_nothingLoaded_refused(LlamaProcess llama, @TempDir Path folder) {
    assertThatThrownBy(() -> llama.load(folder.resolve("absent"), SETTINGS))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> llama.decode(List.of(new LlamaProcess.Row(0, 0, 0, true))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no context");
  }

  @Test
  void decode_moreRowsThanTheNativesTake_crashHasExitCodeAndReason(
      LlamaProcess llama, @TempDir Path folder) throws IOException {
    Path model = folder.resolve("model.gguf");
    RandomModelFile.builder("llama").write(model);
    llama.load(model, SETTINGS);
    List<LlamaProcess.Row> rows =
        IntStream.range(0, 100)
            .mapToObj(position -> new LlamaProcess.Row(0, position, 1, true))
            .toList();

    assertThatThrownBy(() -> llama.decode(rows))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("died, exit code 134")
        .hasMessageContaining("GGML_ASSERT");
    assertThat(llama.isAlive()).isFalse();
  }

  @Test
  void start_libraryOfAnotherKind_refusedWithReason(@TempDir Path folder) throws IOException {
    Path library = Files.writeString(folder.resolve("libjllama.so"), "no library");

    assertThatThrownBy(
            () ->
                LlamaProcess.start(
                    NewerJava.find().orElseThrow(), new LlamaNatives("B4916", library)))
        .isInstanceOf(LlamaNotLoadedException.class)
        .hasMessageContaining("libjllama.so");
  }
}

package dev.pith.plugin.langchain4j.search;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingModelStepsTest {
  /** Says how long a text is. */
  private static final class Lengths implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return Response.from(
          segments.stream()
              .map(segment -> Embedding.from(new float[] {1, segment.text().length()}))
              .toList());
    }
  }

  private static final class Broken implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      throw new IllegalStateException("no model");
    }
  }

  private final EmbeddingModel lengths = new Lengths();

  @Test
  void embed_texts_areVectorsInTheirOrder() {
    EmbeddingModelSteps steps = new EmbeddingModelSteps(lengths, 0.1, Runnable::run);

    List<float[]> vectors = steps.embed(List.of("ab", "abcd")).orTimeout(20, SECONDS).join();

    assertThat(vectors).containsExactly(new float[] {1, 2}, new float[] {1, 4});
    assertThat(steps.name()).endsWith("cut 0.100");
  }

  @Test
  void embed_modelThatFails_failsTheFuture() {
    assertThat(new EmbeddingModelSteps(new Broken(), 0.1, Runnable::run).embed(List.of("a")))
        .failsWithin(20, SECONDS)
        .withThrowableThat()
        .withMessageContaining("no model");
  }

  @Test
  void create_cutOutOfRange_isRefused() {
    assertThatThrownBy(() -> new EmbeddingModelSteps(lengths, 3, Runnable::run))
        .hasMessageContaining("cut must be in [0, 2]: 3.0");
  }
}

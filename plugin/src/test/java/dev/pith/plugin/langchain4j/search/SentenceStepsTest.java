package dev.pith.plugin.langchain4j.search;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.pith.plugin.search.StepEmbedder;
import dev.pith.verifier.search.AverageLinkage;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceStepsTest {
  /** Finds all sentences alike but those about money. */
  private static final class Topics implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return Response.from(
          segments.stream()
              .map(segment -> segment.text().contains("dollar") ? 5f : 0f)
              .map(money -> Embedding.from(new float[] {1, money}))
              .toList());
    }
  }

  private final SentenceSteps steps = new SentenceSteps(new Topics(), Runnable::run);

  @Test
  void embed_step_isNearToWhatIsLikeItInMeaningAndInWords() {
    String step = "So 3 boxes of 6 pens are 18 pens.";
    List<float[]> vectors =
        steps
            .embed(
                List.of(
                    step,
                    "So 3 boxes of 6 pens make 18 pens.",
                    "So 3 boxes of 6 pens are 19 pens.",
                    "So 3 boxes of 6 dollars are 18 dollars."))
            .orTimeout(20, SECONDS)
            .join();

    int[] clusters = AverageLinkage.cluster(vectors, steps.cut());

    assertThat(clusters[1]).as("another wording").isEqualTo(clusters[0]);
    assertThat(clusters[2]).as("another result").isNotEqualTo(clusters[0]);
    assertThat(clusters[3]).as("another meaning").isNotEqualTo(clusters[0]);
  }

  @Test
  void embed_distance_isTheMeanOfBoth() {
    List<String> texts = List.of("It costs 6 dollars.", "It has 6 pens.");
    float[] first = steps.embed(texts).join().get(0);
    float[] second = steps.embed(texts).join().get(1);
    List<float[]> spelling = StepEmbedder.hashedNgrams().embed(texts).join();

    double sentences = cosine(new float[] {1, 5}, new float[] {1, 0});
    double words = cosine(spelling.get(0), spelling.get(1));

    assertThat(cosine(first, second)).isCloseTo(0.3 * sentences + 0.7 * words, within(1e-5));
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squareA * squareB);
  }

  @Test
  void embed_vectors_haveLengthOne() {
    float[] vector = steps.embed(List.of("It is 18.")).join().get(0);

    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    assertThat(square).isBetween(0.999, 1.001);
    assertThat(steps.name()).isEqualTo("Topics and hashed n-grams, cut 0.18");
  }
}

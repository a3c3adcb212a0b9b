package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import dev.pith.plugin.local.LocalModel;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Scores segments by how likely the embedded engine finds the query once it has read them: the mean
 * natural log-probability of the query's tokens, at most 0. Thread-safe.
 *
 * <p>Scores of the same query can be compared, those of different queries cannot. One forward pass
 * scores a segment, and several segments are read side by side; a segment that was scored before
 * has its KV, whatever the query. No token is generated.
 *
 * <p>What makes a segment likely depends on the model. The small one that comes with Pith knows
 * notes and questions of the kind that it was trained on: of such notes it ranks the one about the
 * very thing that the question names first. It does not find notes that only a later step of the
 * reasoning needs, and questions in other words are ranked less well. For text of the world open a
 * larger model.
 */
public final class EngineScoringModel implements ScoringModel, AutoCloseable {

  /*
   * The likelihood of the query [1] and not the probability of Yes to "is it relevant?": it needs
   * no model that was taught to judge, and every token of the query counts, not one answer. The
   * segment stands as notes do before a question, in the system's message, and the query is the
   * user's.
   *
   * [1] Improving Passage Retrieval with Zero-Shot Question Generation
   * https://arxiv.org/abs/2204.07496
   */

  /** Segments that are read at once; other users of the engine find room in its queue. */
  private static final int BATCH = 32;

  private final LocalModel model;
  private final boolean ownsModel;

  private EngineScoringModel(LocalModel model, boolean ownsModel) {
    this.model = model;
    this.ownsModel = ownsModel;
  }

  /** Returns a builder with every default: the small model that comes with Pith. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@inheritDoc}
   *
   * @return the scores, with the tokens that were read; none of a batch when one of them fails
   * @throws dev.langchain4j.exception.InvalidRequestException when the query is blank, or a segment
   *     and the query do not fit the context
   */
  @Override
  public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
    List<Double> scores = new ArrayList<>();
    int tokens = 0;
    int cached = 0;
    for (int from = 0; from < segments.size(); from += BATCH) {
      List<TextSegment> batch = segments.subList(from, Math.min(segments.size(), from + BATCH));
      for (Scores read : read(batch, query)) {
        scores.add(
            read.tokens().stream().mapToDouble(ScoredToken::logProb).average().orElseThrow());
        tokens += read.promptTokens();
        cached += read.cachedTokens();
      }
    }
    return Response.from(scores, new EngineTokenUsage(tokens, 0, cached, 0));
  }

  private List<Scores> read(List<TextSegment> batch, String query) {
    List<CompletableFuture<Scores>> asked = new ArrayList<>();
    try {
      for (TextSegment segment : batch) {
        asked.add(model.generator().score(QueryLikelihood.of(model, segment.text(), query)));
      }
      List<Scores> scores = new ArrayList<>();
      for (CompletableFuture<Scores> each : asked) {
        scores.add(each.get());
      }
      return scores;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw EngineFailures.of(interrupted);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw EngineFailures.of(cause == null ? failed : cause);
    } catch (RuntimeException refused) {
      throw EngineFailures.of(refused);
    } finally {
      asked.forEach(each -> each.cancel(false));
    }
  }

  /** Closes the engine when this model has opened it; what is being scored then fails. */
  @Override
  public void close() {
    if (ownsModel) {
      model.close();
    }
  }

  /** Collects what a model needs. Not thread-safe. */
  public static final class Builder extends EngineModelBuilder<Builder> {

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Returns the model.
     *
     * @throws java.io.UncheckedIOException when the model file cannot be read or run
     */
    public EngineScoringModel build() {
      return new EngineScoringModel(open(), !isShared());
    }
  }
}

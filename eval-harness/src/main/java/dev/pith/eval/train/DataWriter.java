package dev.pith.eval.train;

import dev.pith.eval.train.DataFolder.Progress;
import dev.pith.eval.train.DataFolder.StageStart;
import dev.pith.eval.world.Split;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Writes generated examples into a {@linkplain DataFolder folder}.
 *
 * <p>The same settings give the same bytes, on any number of threads: every example has its own
 * seed.
 */
final class DataWriter {

  private static final int MAX_VOCABULARY_SAMPLE_ROWS = 4_000;

  /** Spreads row numbers over the seeds; the golden ratio as a fraction of 2^64. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final DataSettings settings;
  private final Rows rows = new Rows(TraceRates.defaults(), Split.TRAIN);
  private final Rows lessons = new Rows(TraceRates.lessons(), Split.TRAIN);
  private final Curriculum curriculum = Curriculum.defaults();

  DataWriter(DataSettings settings) {
    this.settings = settings;
  }

  /** Writes everything and returns the number of training tokens. */
  long write(Progress progress) throws IOException {
    DataFolder folder = new DataFolder(settings, vocabulary(), progress);
    for (int from = 0; from < settings.rows(); from += DataFolder.SHARD_ROWS) {
      int to = Math.min(settings.rows(), from + DataFolder.SHARD_ROWS);
      folder.add(
          IntStream.range(from, to)
              .parallel()
              .mapToObj(row -> encoded(row, folder.tokenizer()))
              .toList());
    }
    List<Curriculum.Stage> stages = curriculum.stages();
    return folder.finish(
        IntStream.range(0, stages.size())
            .mapToObj(
                i -> new StageStart(stages.get(i).name(), curriculum.firstRow(i, settings.rows())))
            .toList());
  }

  /** Learns the vocabulary from examples of all types and difficulties. */
  private BpeVocabulary vocabulary() {
    List<String> sample =
        IntStream.range(0, Math.min(MAX_VOCABULARY_SAMPLE_ROWS, settings.rows()))
            .parallel()
            .mapToObj(row -> random(-1L - row))
            .map(random -> rows.draw(RowType.draw(random), 1, 6, random).text())
            .toList();
    BpeTrainer trainer = new BpeTrainer();
    sample.forEach(text -> trainer.add(text.replaceAll("<[^<>]*>", "")));
    return trainer.train(settings.vocabulary());
  }

  private EncodedRow encoded(int row, Tokenizer tokenizer) {
    RandomGenerator random = random(row);
    RowType type = RowType.draw(random);
    Curriculum.Stage stage = curriculum.stage(row, settings.rows());
    boolean worked = type == RowType.TRACE || type == RowType.ATTEMPT;
    Rows from = stage.lessons() && worked ? lessons : rows;
    while (true) {
      EncodedRow encoded =
          EncodedRow.of(from.draw(type, 1, stage.maxDifficulty(), random), tokenizer);
      if (encoded.length() <= settings.contextTokens()) {
        return encoded;
      }
    }
  }

  private RandomGenerator random(long row) {
    return new SplittableRandom(settings.seed() + GOLDEN * row);
  }
}

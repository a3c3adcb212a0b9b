package dev.pith.eval.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.pith.eval.world.Split;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Writes all that the training tool reads: token shards, vocabulary, validation set.
 *
 * <p>The same settings give the same bytes, on any number of threads: every example has its own
 * seed. The files: {@code meta.json} (counts, weights, stages, shards), {@code tokenizer.json} and
 * {@code tokenizer.gguf} (both with vocabulary and chat template), {@code validation.jsonl}, and
 * the {@linkplain Shard shards}.
 */
final class DataWriter {

  /** Told how many of the examples are written. */
  interface Progress {
    void onRows(long rows);
  }

  private static final int FORMAT = 1;
  private static final int SHARD_ROWS = 1 << 15;
  private static final int MAX_VOCABULARY_SAMPLE_ROWS = 4_000;

  /** Spreads row numbers over the seeds; the golden ratio as a fraction of 2^64. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final DataSettings settings;
  private final Rows rows = new Rows(TraceRates.defaults(), Split.TRAIN);
  private final Rows lessons = new Rows(TraceRates.lessons(), Split.TRAIN);
  private final Curriculum curriculum = Curriculum.defaults();

  DataWriter(DataSettings settings) {
    this.settings = settings;
  }

  /** Writes everything and returns the number of training tokens. */
  long write(Progress progress) throws IOException {
    Path out = Files.createDirectories(settings.out());
    BpeVocabulary vocabulary = vocabulary();
    Tokenizer tokenizer = vocabulary.write(out.resolve("tokenizer.gguf"));
    writeTokenizer(vocabulary);
    new ValidationWriter(settings, tokenizer).write(out.resolve("validation.jsonl"));
    List<Map<String, Object>> shards = new ArrayList<>();
    long tokens = 0;
    for (int from = 0; from < settings.rows(); from += SHARD_ROWS) {
      int to = Math.min(settings.rows(), from + SHARD_ROWS);
      List<EncodedRow> encoded =
          IntStream.range(from, to).parallel().mapToObj(row -> encoded(row, tokenizer)).toList();
      String name = String.format("train-%04d", shards.size());
      long shardTokens = Shard.write(out, name, encoded);
      tokens += shardTokens;
      shards.add(ordered("name", name, "rows", encoded.size(), "tokens", shardTokens));
      progress.onRows(to);
    }
    writeMeta(vocabulary, shards, tokens);
    return tokens;
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

  private void writeTokenizer(BpeVocabulary vocabulary) throws IOException {
    JSON.writeValue(
        settings.out().resolve("tokenizer.json").toFile(),
        ordered(
            "model", "gpt2",
            "pre", BpeVocabulary.PRE_TOKENIZER,
            "tokens", vocabulary.tokens(),
            "control", BpeVocabulary.CONTROL,
            "userDefined", BpeVocabulary.USER_DEFINED,
            "merges", vocabulary.mergeTexts(),
            "bos", vocabulary.special(ChatFormat.START),
            "eos", vocabulary.special(ChatFormat.END),
            "chatTemplate", ChatFormat.template()));
  }

  private void writeMeta(BpeVocabulary vocabulary, List<Map<String, Object>> shards, long tokens)
      throws IOException {
    List<Map<String, Object>> stages = new ArrayList<>();
    for (int i = 0; i < curriculum.stages().size(); i++) {
      stages.add(
          ordered(
              "name", curriculum.stages().get(i).name(),
              "firstRow", curriculum.firstRow(i, settings.rows())));
    }
    JSON.writeValue(
        settings.out().resolve("meta.json").toFile(),
        ordered(
            "format", FORMAT,
            "seed", settings.seed(),
            "rows", settings.rows(),
            "tokens", tokens,
            "vocabulary", vocabulary.size(),
            "contextTokens", settings.contextTokens(),
            "weights", Arrays.stream(Row.Weight.values()).map(Row.Weight::value).toList(),
            "rates", TraceRates.defaults(),
            "stages", stages,
            "shards", shards));
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}

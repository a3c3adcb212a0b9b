package dev.pith.eval.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that the training tool reads: token shards, vocabulary, validation set.
 *
 * <p>The files: {@code meta.json} (counts, weights, stages, shards), {@code tokenizer.json} and
 * {@code tokenizer.gguf} (both with vocabulary and chat template), {@code validation.jsonl}, and
 * the {@linkplain Shard shards}. Files of an earlier run are replaced.
 */
final class DataFolder {

  /** How many examples a shard has at most. */
  static final int SHARD_ROWS = 1 << 15;

  /** Told how many of the examples are written. */
  interface Progress {
    void onRows(long rows);
  }

  /**
   * From where on a stage of the curriculum goes.
   *
   * @param name names it in logs
   * @param firstRow its first example, from 0
   */
  record StageStart(String name, long firstRow) {}

  private static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final DataSettings settings;
  private final BpeVocabulary vocabulary;
  private final Progress progress;
  private final Tokenizer tokenizer;
  private final List<Map<String, Object>> shards = new ArrayList<>();
  private long rows;
  private long tokens;

  /** Writes the vocabulary and the validation set. */
  DataFolder(DataSettings settings, BpeVocabulary vocabulary, Progress progress)
      throws IOException {
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.progress = progress;
    Path out = Files.createDirectories(settings.out());
    tokenizer = vocabulary.write(out.resolve("tokenizer.gguf"));
    JSON.writeValue(out.resolve("tokenizer.json").toFile(), vocabulary.describe());
    new ValidationWriter(settings, tokenizer).write(out.resolve("validation.jsonl"));
  }

  /** Returns what turns texts into tokens. */
  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Returns whether an example is short enough. */
  boolean fits(EncodedRow row) {
    return row.length() <= settings.contextTokens();
  }

  /** Writes examples as the next shard. */
  void add(List<EncodedRow> encoded) throws IOException {
    String name = String.format("train-%04d", shards.size());
    long shardTokens = Shard.write(settings.out(), name, encoded);
    shards.add(ordered("name", name, "rows", encoded.size(), "tokens", shardTokens));
    rows += encoded.size();
    tokens += shardTokens;
    progress.onRows(rows);
  }

  /**
   * Writes what tells the tool what there is, and returns the number of training tokens.
   *
   * @param stages in order; the last one comes again after the first pass
   */
  long finish(List<StageStart> stages) throws IOException {
    JSON.writeValue(
        settings.out().resolve("meta.json").toFile(),
        ordered(
            "format", FORMAT,
            "seed", settings.seed(),
            "rows", rows,
            "tokens", tokens,
            "vocabulary", vocabulary.size(),
            "contextTokens", settings.contextTokens(),
            "weights", Arrays.stream(Row.Weight.values()).map(Row.Weight::value).toList(),
            "rates", TraceRates.defaults(),
            "stages",
                stages.stream()
                    .map(s -> ordered("name", s.name(), "firstRow", s.firstRow()))
                    .toList(),
            "shards", shards));
    return tokens;
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}

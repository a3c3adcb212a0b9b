package dev.pith.ragcache.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Logits that llama.cpp gave to an {@link OracleCase}, every fifth row and the last one, kept for
 * builds without it.
 *
 * <p>They are written by {@link LlamaOracleTest} with {@code -Dpith.golden=write}:
 *
 * <pre>
 * mvn -pl rag-cache -am test -Dtest=LlamaOracleTest -Dpith.golden=write \
 *     -Dsurefire.failIfNoSpecifiedTests=false -DfailIfNoTests=false
 * </pre>
 *
 * and those of qwen3, once more with {@code -Dpith.oracle.natives=FOLDER}, see {@link
 * dev.pith.ragcache.engine.peer.OracleNatives}.
 *
 * @param model the SHA-256 of the model file, in hexadecimal
 * @param logits rows of each way to fill the KV
 */
record GoldenLogits(String model, ScenarioLogits logits) {
  private static final Path FOLDER = Path.of("src/test/resources/dev/pith/ragcache/engine/golden");
  private static final int STRIDE = 5;

  /** Tells whether golden files are to be written. */
  static boolean areWritten() {
    return "write".equals(System.getProperty("pith.golden"));
  }

  /** Keeps some rows of what llama.cpp has answered. */
  static GoldenLogits of(Path model, ScenarioLogits logits) throws IOException {
    return new GoldenLogits(sha256(model), sample(logits));
  }

  /** Returns the rows of an answer that are kept. */
  static ScenarioLogits sample(ScenarioLogits logits) {
    return new ScenarioLogits(
        sample(logits.full()), sample(logits.reuse()), sample(logits.blend()));
  }

  static GoldenLogits read(String name) throws IOException {
    String resource = "golden/" + name + ".txt";
    try (InputStream file = GoldenLogits.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IOException("no golden file " + resource);
      }
      List<String> lines =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
      return new GoldenLogits(
          only(lines, "model").get(0),
          new ScenarioLogits(rows(lines, "full"), rows(lines, "reuse"), rows(lines, "blend")));
    }
  }

  void write(String name) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Logits of llama.cpp for \"" + name + "\" of OracleCase, a row a line; see");
    lines.add("# GoldenLogits for the command that writes them.");
    lines.add("model " + model);
    addRows(lines, "full", logits.full());
    addRows(lines, "reuse", logits.reuse());
    addRows(lines, "blend", logits.blend());
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve(name + ".txt"), lines);
  }

  static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static List<float[]> sample(List<float[]> rows) {
    int last = rows.size() - 1;
    return IntStream.rangeClosed(0, last)
        .filter(row -> row % STRIDE == 0 || row == last)
        .mapToObj(rows::get)
        .toList();
  }

  private static void addRows(List<String> lines, String kind, List<float[]> rows) {
    for (float[] row : rows) {
      lines.add(
          IntStream.range(0, row.length)
              .mapToObj(token -> String.format(Locale.ROOT, "%.6f", row[token]))
              .collect(Collectors.joining(" ", kind + " ", "")));
    }
  }

  private static List<String> only(List<String> lines, String kind) {
    return lines.stream()
        .filter(line -> line.startsWith(kind + " "))
        .map(line -> line.substring(kind.length() + 1))
        .toList();
  }

  private static List<float[]> rows(List<String> lines, String kind) {
    return only(lines, kind).stream().map(GoldenLogits::row).toList();
  }

  private static float[] row(String line) {
    String[] words = line.split(" ", -1);
    float[] row = new float[words.length];
    for (int token = 0; token < row.length; token++) {
      row[token] = Float.parseFloat(words[token]);
    }
    return row;
  }
}

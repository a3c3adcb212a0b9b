package dev.pith.ragcache.engine.token;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The tokens that llama.cpp made of a text, kept for builds without it. Files are written by {@link
 * TokenizerOracleTest} with {@code -Dpith.golden=write}.
 *
 * @param parseSpecial whether control tokens were read
 * @param ids with a space between
 */
record GoldenIds(boolean parseSpecial, String text, String ids) {

  private static final Path FOLDER =
      Path.of("src/test/resources/dev/pith/ragcache/engine/token/golden");

  private static final String HEADER =
      """
      # Tokens by llama.cpp b4916; each line: parseSpecial; UTF-8 of the text in hexadecimal; ids.
      # mvn -pl rag-cache test -Dtest=TokenizerOracleTest -Dpith.golden=write -DfailIfNoTests=false
      """;

  GoldenIds(boolean parseSpecial, String text, int[] ids) {
    this(parseSpecial, text, join(ids));
  }

  /** Returns ids as golden files have them. */
  static String join(int[] ids) {
    return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  /** Tells whether golden files are to be written. */
  static boolean areWritten() {
    return "write".equals(System.getProperty("pith.golden"));
  }

  static void write(String vocabulary, List<GoldenIds> all) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(
        FOLDER.resolve(vocabulary + ".txt"),
        all.stream().map(GoldenIds::line).collect(Collectors.joining("", HEADER, "")));
  }

  static List<GoldenIds> read(String vocabulary) throws IOException {
    List<GoldenIds> all = new ArrayList<>();
    try (InputStream in = GoldenIds.class.getResourceAsStream("golden/" + vocabulary + ".txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> all.add(parse(line.split(";", -1))));
    }
    return all;
  }

  private String line() {
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    return parseSpecial + ";" + hex + ";" + ids + "\n";
  }

  private static GoldenIds parse(String[] fields) {
    return new GoldenIds(
        Boolean.parseBoolean(fields[0]),
        new String(HexFormat.of().parseHex(fields[1]), StandardCharsets.UTF_8),
        fields[2]);
  }
}

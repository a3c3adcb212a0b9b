package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufWriter;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SftDataCommandTest {
  private static final String MESSAGES =
      """
      {"messages":[{"role":"user","content":"What is 1 + 1?"},\
      {"role":"assistant","content":"<think>\\nAbc.\\n</think>\\n\\nThe answer is 2."}]}
      """;
  private static final String PAIR =
      """
      {"prompt":"What is 2 + 2?","completion":"<think>\\nDef.\\n</think>\\n\\nThe answer is 4."}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path model;
  private BpeVocabulary vocabulary;

  @BeforeEach
  void model() throws IOException {
    BpeTrainer trainer = new BpeTrainer();
    trainer.add("What is the answer? The answer is that what it is. What, then?");
    vocabulary = trainer.train(280);
    model = folder.resolve("model.gguf");
    vocabulary.write(model);
  }

  @Test
  void read_ownFile_isTheSameVocabulary() throws IOException {
    BpeVocabulary read = BpeVocabulary.read(GgufFile.open(model));

    assertThat(read.tokens()).isEqualTo(vocabulary.tokens());
    assertThat(read.describe()).isEqualTo(vocabulary.describe());
  }

  @Test
  void call_bothFormats_writesPromptsThatAreGivenAndAnswersThatAreLearnt() throws IOException {
    Path in = Files.writeString(folder.resolve("rows.jsonl"), MESSAGES + "\n" + PAIR);
    Path data = folder.resolve("data");

    int status = run("--in", in.toString(), "--out", data.toString(), "--model", model.toString());

    assertThat(status).as(err.toString()).isZero();
    assertThat(texts(data, Row.Weight.PROMPT))
        .isEqualTo(asked("What is 1 + 1?") + asked("What is 2 + 2?"));
    assertThat(texts(data, Row.Weight.ANSWER)).isEqualTo(told("Abc.", "2") + told("Def.", "4"));
    JsonNode meta = new JsonMapper().readTree(data.resolve("meta.json").toFile());
    assertThat(meta.path("rows").asInt()).isEqualTo(2);
    assertThat(meta.path("stages")).hasSize(1);
    assertThat(meta.path("stages").get(0).path("firstRow").asInt()).isZero();
    assertThat(data.resolve("validation.jsonl")).isNotEmptyFile();
  }

  @Test
  void call_rowLongerThanTheContext_isLeftOutAndCounted() throws IOException {
    String longRow = PAIR.replace("Def.", "Def. ".repeat(500));
    Path in = Files.writeString(folder.resolve("rows.jsonl"), longRow + MESSAGES);
    Path data = folder.resolve("data");

    run(
        "--in",
        in.toString(),
        "--out",
        data.toString(),
        "--model",
        model.toString(),
        "--context",
        "512");

    assertThat(out.toString()).contains("1 examples", "1 longer ones were left out");
    assertThat(texts(data, Row.Weight.ANSWER)).contains("Abc.").doesNotContain("Def.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"prompt":"a"}                                     | line 2: no text in completion
          {"messages":[{"role":"user","content":"a"}]}       | line 2: expected messages
          {"messages":[{"role":"assistant","content":"a"}]}  | line 2: expected messages
          {"messages":[{"role":"user"}]}                     | line 2: no text in content
          {"prompt":                                         | line 2: Unexpected end-of-input
          """)
  void call_lineThatIsNoRow_saysWhichAndWhy(String line, String message) throws IOException {
    Path in = Files.writeString(folder.resolve("rows.jsonl"), PAIR + line);

    int status = run("--in", in.toString(), "--out", folder + "/data", "--model", model.toString());

    assertThat(status).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void call_modelWithAnotherVocabulary_isRefused() throws IOException {
    Path other = folder.resolve("other.gguf");
    new GgufWriter()
        .string("general.architecture", "qwen3")
        .strings("tokenizer.ggml.tokens", List.of("a", "b", "ab"))
        .strings("tokenizer.ggml.merges", List.of("a b"))
        .write(other);
    Path in = Files.writeString(folder.resolve("rows.jsonl"), PAIR);

    int status = run("--in", in.toString(), "--out", folder + "/data", "--model", other.toString());

    assertThat(status).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString()).contains("other.gguf", "vocabulary");
  }

  private static String asked(String question) {
    return "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
  }

  private static String told(String thinking, String answer) {
    return "<think>\n" + thinking + "\n</think>\n\nThe answer is " + answer + ".<|im_end|>";
  }

  private static String texts(Path data, Row.Weight weight) throws IOException {
    Tokenizer tokenizer = Tokenizer.of(GgufFile.open(data.resolve("tokenizer.gguf")).metadata());
    ByteBuffer ids =
        ByteBuffer.wrap(Files.readAllBytes(data.resolve("train-0000.tokens")))
            .order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    for (byte code : Files.readAllBytes(data.resolve("train-0000.weights"))) {
      int id = ids.getChar();
      if (code == weight.code()) {
        text.append(new String(tokenizer.bytes(id, true), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  private int run(String... arguments) {
    return new CommandLine(new SftDataCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}

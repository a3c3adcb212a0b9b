package dev.pith.eval.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataWriterTest {
  private static final int ROWS = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    write(folder.resolve("once"));
  }

  @Test
  void write_sameSettings_sameBytes() throws IOException {
    Path again = folder.resolve("again");
    write(again);

    try (var files = Files.list(folder.resolve("once"))) {
      for (Path file : files.toList()) {
        assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void write_shard_holdsWholeConversations() throws IOException {
    Path once = folder.resolve("once");
    JsonNode meta = JSON.readTree(once.resolve("meta.json").toFile());
    Tokenizer tokenizer = Tokenizer.of(GgufFile.open(once.resolve("tokenizer.gguf")).metadata());
    ByteBuffer ids = read(once.resolve("train-0000.tokens"));
    ByteBuffer lengths = read(once.resolve("train-0000.rows"));
    ByteBuffer weights = read(once.resolve("train-0000.weights"));

    List<String> rows = new ArrayList<>();
    StringBuilder trimmers = new StringBuilder();
    StringBuilder verifiers = new StringBuilder();
    StringBuilder attempts = new StringBuilder();
    while (lengths.hasRemaining()) {
      StringBuilder text = new StringBuilder();
      StringBuilder guides = new StringBuilder();
      int length = lengths.getInt();
      byte last = 0;
      for (int i = 0; i < length; i++) {
        int id = ids.getChar();
        text.append(new String(tokenizer.bytes(id, true), StandardCharsets.UTF_8));
        last = weights.get();
        if (last == Row.Weight.GUIDE.code()) {
          guides.append(new String(tokenizer.bytes(id, true), StandardCharsets.UTF_8));
        }
      }
      assertThat(last).as("the answer weighs").isPositive();
      boolean asksVerifier = guides.indexOf("Reply Yes or No.") >= 0;
      boolean showsAnAttempt = guides.indexOf("<think>\nI ") == 0;
      (asksVerifier ? verifiers : showsAnAttempt ? attempts : trimmers).append(guides);
      rows.add(text.toString());
    }

    assertThat(rows).hasSize(ROWS);
    assertThat(rows)
        .allMatch(row -> row.startsWith("<|im_start|>"))
        .allMatch(row -> row.matches("(?s).*(<\\|im_end\\|>|[.?]|[.?]\n\n)"))
        .anyMatch(row -> row.endsWith("</think>\n\nYes<|im_end|>"))
        .anyMatch(row -> row.endsWith("</think>\n\nNo<|im_end|>"))
        .anyMatch(row -> row.contains("</think>\n\nNo, the first comes to "))
        .anyMatch(row -> row.contains("<think>\nOne by one. "))
        .anyMatch(row -> row.contains("**Final Answer**\n</think>\n\nThe answer is "))
        .anyMatch(row -> row.contains("Answer from these notes.\n\n- "));
    assertThat(trimmers.toString())
        .as("what a trimmer writes is not learnt")
        .contains("**Final Answer**\n</think>\n\n", "One by one.")
        .doesNotContain("The answer is", "<think>");
    assertThat(attempts.toString()).as("attempts that went wrong are not learnt").isNotEmpty();
    assertThat(verifiers.toString())
        .as("what a verifier is asked is not learnt")
        .contains("Pair by pair", "Step by step")
        .doesNotContain("Yes<|im_end|>", "No<|im_end|>");
    assertThat(ids.hasRemaining()).isFalse();
    assertThat(weights.hasRemaining()).isFalse();
    assertThat(meta.get("rows").intValue()).isEqualTo(ROWS);
    assertThat(meta.get("vocabulary").intValue()).isEqualTo(tokenizer.size());
  }

  @Test
  void write_validation_holdsEveryKind() throws IOException {
    List<String> kinds = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("once").resolve("validation.jsonl"))) {
      JsonNode item = JSON.readTree(line);
      kinds.add(item.get("kind").textValue());
      assertThat(item.get("prompt")).isNotEmpty();
    }

    assertThat(kinds).contains("problem", "states_answer", "same_answer", "step_is_right");
    assertThat(kinds.stream().filter("problem"::equals)).hasSize(24);
  }

  private static void write(Path out) throws IOException {
    new DataWriter(new DataSettings(out, ROWS, 1, 1_024, 2_048, 1)).write(rows -> {});
  }

  private static ByteBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }
}

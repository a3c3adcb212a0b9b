package dev.pith.plugin.local.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.local.EngineBed;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptChunksTest {

  private static final TextPiece OPEN = new TextPiece("<|im_start|>system\n", true);
  private static final TextPiece CLOSE = new TextPiece("<|im_end|>\n<|im_start|>assistant\n", true);

  private Tokenizer tokenizer;

  @BeforeEach
  void load() throws IOException {
    tokenizer = Tokenizer.of(GgufFile.open(EngineBed.modelFile()).metadata());
  }

  private Optional<ChunkedPrompt> find(String content) {
    List<TextPiece> pieces = List.of(OPEN, new TextPiece(content, false), CLOSE);
    int[] tokens = tokenizer.encode(pieces, true);
    Optional<ChunkedPrompt> found = PromptChunks.find(pieces, tokens, tokenizer);
    found.ifPresent(prompt -> assertThat(prompt.tokens()).isEqualTo(tokens));
    return found;
  }

  private List<String> chunks(ChunkedPrompt prompt) {
    return prompt.segments().stream().skip(1).map(span -> text(prompt, span)).toList();
  }

  private String text(ChunkedPrompt prompt, Span span) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int position = span.from(); position < span.to(); position++) {
      bytes.writeBytes(tokenizer.bytes(prompt.token(position), true));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void find_bullets_takesMarkersAndTheSpaceBehind() {
    ChunkedPrompt prompt =
        find("Notes:\n\n- The first note is about houses.\n\n- The second note, too, é.\n\n")
            .orElseThrow();

    assertThat(chunks(prompt))
        .containsExactly("- The first note is about houses.\n\n", "- The second note, too, é.\n\n");
    assertThat(prompt.isLead(0)).isTrue();
  }

  @Test
  void find_tags_takesWholeElements() {
    String first = "<chunk id=\"a7\">\nThe first text of the two.\n</chunk>\n";
    String second = "<chunk id=\"b9\">\nThe second text of the two.\n</chunk>\n";

    ChunkedPrompt prompt = find(first + second + "\nWhat do they say?").orElseThrow();

    assertThat(chunks(prompt)).hasSize(2);
    assertThat(chunks(prompt).get(0)).startsWith("<chunk id=\"a7\">").contains("</chunk");
    assertThat(chunks(prompt).get(1)).startsWith("<chunk id=\"b9\">").contains("</chunk");
  }

  @Test
  void find_tags_aChunkHasTheSameTokensInTheMiddleAndLast() {
    String first = "<chunk id=\"a7\">\nThe first text of the two.\n</chunk>\n";
    String second = "<chunk id=\"b9\">\nThe second text of the two.\n</chunk>\n";

    ChunkedPrompt one = find(first + second + "\nWhat do they say?").orElseThrow();
    ChunkedPrompt other = find(second + first + "\nWhat else do they say?").orElseThrow();

    assertThat(tokens(other, 1)).isEqualTo(tokens(one, 0));
    assertThat(tokens(other, 0)).isEqualTo(tokens(one, 1));
  }

  @Test
  void find_runningNumbers_belongToNoChunk() {
    String houses = "The first note is about old houses.";
    String boats = "The other one tells something of boats.";
    for (String shape :
        List.of(
            "Documents:\n\n[1] %s\n\n[2] %s\n\nWhat do they say?",
            "<doc index=\"0\">\n%s\n</doc>\n<doc index=\"1\">\n%s\n</doc>\nWhat do they say?")) {
      ChunkedPrompt one = find(shape.formatted(houses, boats)).orElseThrow();
      ChunkedPrompt other = find(shape.formatted(boats, houses)).orElseThrow();

      assertThat(chunks(one)).as(shape).hasSize(2);
      assertThat(tokens(other, 1)).as(shape).isEqualTo(tokens(one, 0));
      assertThat(tokens(other, 0)).as(shape).isEqualTo(tokens(one, 1));
    }
  }

  @Test
  void find_numbersThatNameChunks_belongToThem() {
    ChunkedPrompt prompt =
        find("<doc id=\"1\">\nThe first note is about houses.\n</doc>\n"
                + "<doc id=\"7\">\nThe other one is about boats.\n</doc>\nWell?")
            .orElseThrow();

    assertThat(chunks(prompt).get(0)).startsWith("<doc id=\"1\">");
  }

  private static int[] tokens(ChunkedPrompt prompt, int chunk) {
    return prompt.tokensOf(prompt.segments().get(chunk + 1));
  }

  @Test
  void find_noChunks_isEmpty() {
    assertThat(find("Only a question, and a rather short one at that.")).isEmpty();
  }

  @Test
  void find_tokensOfAnotherText_isEmpty() {
    List<TextPiece> pieces =
        List.of(
            new TextPiece("- The first note is long enough.\n- The second note is, too.\n", false));
    int[] tokens = tokenizer.encode("- Something else.", false, false);

    assertThat(PromptChunks.find(pieces, tokens, tokenizer)).isEmpty();
  }
}

package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pith.verifier.Thought;
import dev.pith.verifier.trace.ThoughtSegmenter.Boundary;
import dev.pith.verifier.trace.ThoughtSegmenter.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThoughtSegmenterTest {

  private static final Settings REFLECTIONS =
      new Settings(Boundary.REFLECTION, Settings.EXTENDED_LEXEMES, 0, 4, 200);
  private static final Settings PARAGRAPHS = new Settings(Boundary.PARAGRAPH, List.of(), 0, 4, 200);

  /** Each {@code |} stands where a boundary is expected. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "= 204.\n\n|Wait, is that",
        "= 204.\n\nWaiting for",
        "so wait, no. Wait, no",
        "a\n\n|But wait",
        "a\n\n\n|Hmm.",
        "a\r\n\r\n|Wait",
        "a\r\r|Wait",
        "a\nWait",
        "a\r\nWait",
        "a\n\n  |Alternatively, b",
        "a\n \t \n\t|But b",
        "a\n```\nx\n\nBut y\n",
        "a\n```\nx\n\nBut y\n```\n\n|But z",
        "a\n\n|Wait",
        "Wait, a\n\n|Wait, b\n\nc\n\n|Wait, d",
        "\n\nWait, a",
        "a\n\n|Hold on, b\n\nHold still\n\n|Let me double-check.",
        "a\n\nHold \n\n|But b",
        "a\n\nwait, b",
        "a\n\nWa",
      })
  void onText_reflections_everyVectorAtEveryCut(String marked) {
    String text = marked.replace("|", "");
    String[] thoughts = marked.split("\\|");
    Arrays.setAll(thoughts, i -> thoughts[i].strip());

    for (int chunk = 1; chunk <= text.length(); chunk++) {
      assertThat(segment(REFLECTIONS, text, chunk).texts(text))
          .as("chunk size %s", chunk)
          .containsExactly(thoughts);
    }
    for (int cut = 0; cut <= text.length(); cut++) {
      Recorder out = new Recorder(REFLECTIONS);
      out.segmenter.onText(text.substring(0, cut));
      out.segmenter.onText(text.substring(cut));
      out.segmenter.onEnd();
      assertThat(out.texts(text)).as("cut at %s", cut).containsExactly(thoughts);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb\n\n|c",
        "\n\n a\n\n\n\n|b\n\n",
        "a\r\n\r\n|b\r\r|c\r\nd",
        "a\n \t\n|b",
        "a\n```\nx\n\ny\n```\n\n|b",
        "a\n\n|```\nx\n\ny",
      })
  void onText_paragraphs_everyVectorAtEveryChunkSize(String marked) {
    String text = marked.replace("|", "");
    String[] thoughts = marked.split("\\|");
    Arrays.setAll(thoughts, i -> thoughts[i].strip());

    for (int chunk = 1; chunk <= text.length(); chunk++) {
      assertThat(segment(PARAGRAPHS, text, chunk).texts(text))
          .as("chunk size %s", chunk)
          .containsExactly(thoughts);
    }
  }

  @Test
  void decidedAt_reflection_isTheCharacterAfterTheLexeme() {
    String text = "a\n\nBut b";

    Recorder out = segment(REFLECTIONS, text, text.length());

    assertThat(out.decided).containsExactly((long) text.indexOf(" b") + 1, (long) text.length());
    assertThat(out.thoughts.get(0)).isEqualTo(new Thought(0, 0, 1, "a"));
    assertThat(out.thoughts.get(1)).isEqualTo(new Thought(1, 3, 8, "But b"));
  }

  @Test
  void decidedAt_paragraph_isTheSecondLineEnd() {
    Recorder out = new Recorder(PARAGRAPHS);

    out.segmenter.onText("a\n \nb");

    assertThat(out.decided).containsExactly(4L);
    assertThat(out.segmenter.decidedAt()).isEqualTo(4);
    assertThat(out.segmenter.chars()).isEqualTo(5);
  }

  @Test
  void onText_shortThoughts_mergedIntoTheNext() {
    Settings settings = new Settings(Boundary.PARAGRAPH, List.of(), 6, 4, 200);
    String text = "a\n\nb\n\nccc\n\nd\n\n";

    Recorder out = segment(settings, text, 1);

    assertThat(out.texts(text)).containsExactly("a\n\nb\n\nccc", "d");
    assertThat(out.thoughts.get(0).tail()).isEqualTo("a\n\nb\n\nccc");
  }

  @Test
  void onText_tail_isTheLastSentences() {
    Settings settings = new Settings(Boundary.PARAGRAPH, List.of(), 0, 2, 200);

    Recorder out = segment(settings, "One is odd. Two is even. So it is 3.5 now.\n\n", 1);

    assertThat(out.thoughts.get(0).tail()).isEqualTo("Two is even. So it is 3.5 now.");
  }

  @Test
  void onEnd_blankTrace_noThought() {
    assertThat(segment(PARAGRAPHS, " \n\n\n ", 1).thoughts).isEmpty();
    assertThat(segment(REFLECTIONS, "", 1).thoughts).isEmpty();
  }

  @Test
  void onEnd_twice_reportsOnce() {
    Recorder out = segment(PARAGRAPHS, "a", 1);

    out.segmenter.onEnd();

    assertThat(out.thoughts).hasSize(1);
    assertThatThrownBy(() -> out.segmenter.onText("b")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void onText_random_likeTheWholeTextSplitByExpressions() {
    List<String> pieces =
        List.of("Wait", "But", "ing", "a", "\n", "\n\n", "\r\n", "\r", " ", "\t", ".", "\ud83d");
    Pattern blankLine = Pattern.compile("\n[ \t]*\n");
    Pattern reflection = Pattern.compile("\n[ \t]*\n\\s*(?=(?:Wait|But)(?!\\p{L}))");
    Settings reflections = new Settings(Boundary.REFLECTION, List.of("Wait", "But"), 0, 1, 200);
    for (int round = 0; round < 300; round++) {
      var random = Texts.random(round);
      String text = Texts.of(pieces, 40, random);
      String unixText = text.replace("\r\n", "\n").replace('\r', '\n');
      String message = "seed %s round %s".formatted(Texts.SEED, round);

      assertThat(randomly(PARAGRAPHS, text, round).unixTexts(text))
          .as(message)
          .isEqualTo(split(blankLine, unixText));
      assertThat(randomly(reflections, text, round).unixTexts(text))
          .as(message)
          .isEqualTo(split(reflection, unixText));
      assertThat(randomly(reflections, text, round).decided)
          .as(message)
          .isEqualTo(segment(reflections, text, 1).decided);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"word ", "\n", "x\n", "Wait\n", "no spaces"})
  void onText_hundredfoldThought_boundedState(String piece) {
    Recorder out = new Recorder(REFLECTIONS);

    out.segmenter.onText("a");
    for (int chars = 0; chars < 100 * REFLECTIONS.maxTailChars(); chars += piece.length()) {
      out.segmenter.onText(piece);
      assertThat(out.segmenter.heldChars()).isLessThan(5 * REFLECTIONS.maxTailChars());
    }
    out.segmenter.onEnd();

    assertThat(out.thoughts).allSatisfy(thought -> assertThat(thought.tail()).isNotBlank());
  }

  @Test
  void onText_garbage_neverThrowsAndTailsAreNeverBlank() {
    Settings tiny = new Settings(Boundary.PARAGRAPH, List.of(), 0, 2, 2);
    for (int round = 0; round < 50; round++) {
      String text = Texts.garbage(2_000, Texts.random(round));

      List<Thought> thoughts = randomly(tiny, text, round).thoughts;

      assertThat(thoughts)
          .as("seed %s round %s", Texts.SEED, round)
          .isNotEmpty()
          .allSatisfy(thought -> assertThat(thought.tail()).isNotBlank());
    }
  }

  @Test
  void settings_nonsense_refused() {
    assertThatThrownBy(() -> new Settings(Boundary.REFLECTION, List.of(), 0, 4, 200))
        .hasMessage("REFLECTION needs at least one lexeme");
    assertThatThrownBy(() -> new Settings(Boundary.REFLECTION, List.of("Hold\non"), 0, 4, 200))
        .hasMessageContaining("Hold\non");
    assertThatThrownBy(() -> new Settings(Boundary.REFLECTION, List.of("*But*"), 0, 4, 200))
        .hasMessageContaining("*But*");
    assertThatThrownBy(() -> new Settings(Boundary.PARAGRAPH, List.of(), -1, 4, 200))
        .hasMessage("minThoughtChars must be at least 0: -1");
    assertThatThrownBy(() -> new Settings(Boundary.PARAGRAPH, List.of(), 0, 0, 200))
        .hasMessage("tailSentences must be at least 1: 0");
    assertThatThrownBy(() -> new Settings(Boundary.PARAGRAPH, List.of(), 0, 1, 1))
        .hasMessage("maxTailChars must be at least 2: 1");
  }

  private static List<String> split(Pattern boundary, String text) {
    return Arrays.stream(boundary.split(text.strip()))
        .map(String::strip)
        .filter(thought -> !thought.isEmpty())
        .toList();
  }

  private static Recorder segment(Settings settings, String text, int chunk) {
    Recorder out = new Recorder(settings);
    Texts.feed(text, Math.max(1, chunk), out.segmenter::onText);
    out.segmenter.onEnd();
    return out;
  }

  private static Recorder randomly(Settings settings, String text, long salt) {
    Recorder out = new Recorder(settings);
    Texts.feedRandomly(text, Texts.random(salt), out.segmenter::onText);
    out.segmenter.onEnd();
    return out;
  }

  private static final class Recorder {
    private final List<Thought> thoughts = new ArrayList<>();
    private final List<Long> decided = new ArrayList<>();
    private final ThoughtSegmenter segmenter;

    Recorder(Settings settings) {
      segmenter = new ThoughtSegmenter(settings, this::onThought);
    }

    void onThought(Thought thought) {
      assertThat(thought.index()).isEqualTo(thoughts.size());
      assertThat(segmenter.decidedAt()).isEqualTo(segmenter.chars());
      thoughts.add(thought);
      decided.add(segmenter.chars());
    }

    List<String> texts(String trace) {
      return thoughts.stream()
          .map(t -> trace.substring((int) t.startChar(), (int) t.endChar()))
          .toList();
    }

    List<String> unixTexts(String trace) {
      return texts(trace).stream().map(t -> t.replace("\r\n", "\n").replace('\r', '\n')).toList();
    }
  }
}

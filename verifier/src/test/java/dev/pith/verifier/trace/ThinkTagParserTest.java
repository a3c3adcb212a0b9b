package dev.pith.verifier.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkTagParserTest {

  static final List<ThinkTags> KNOWN = ThinkTags.KNOWN;

  @Test
  void onText_anyChunking_sameEvents() {
    String text = "\n<think>\n6 * 7 < 50, so 42.</think>\n\n42 <b>";

    for (int chunk = 1; chunk <= text.length(); chunk++) {
      assertThat(parse(text, chunk, false).events)
          .as("chunk size %s", chunk)
          .containsExactly("answer:\n", "think:\n6 * 7 < 50, so 42.", "end", "answer:\n\n42 <b>");
    }
  }

  @ParameterizedTest
  @FieldSource("KNOWN")
  void onText_knownTags_split(ThinkTags tags) {
    String text = tags.start() + "so 4" + tags.end() + "4";

    assertThat(parse(text, 1, false).events).containsExactly("think:so 4", "end", "answer:4");
  }

  @ParameterizedTest
  @FieldSource("KNOWN")
  void onText_knownTags_startInPrompt_split(ThinkTags tags) {
    Recorder out = parse("so 4" + tags.end() + "4", 1, true);

    assertThat(out.events).containsExactly("think:so 4", "end", "answer:4");
    assertThat(out.parser.beganInside()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a </thin b", "<thin", "<<think", "[THIN K]", "<|channel|>final", "1 < 2", "<"})
  void onText_almostATag_isText(String text) {
    assertThat(parse(text, 1, false).events).containsExactly("answer:" + text);
  }

  @Test
  void onText_tagAfterItsOwnBeginning_found() {
    assertThat(parse("<thi<think>x", 1, false).events).containsExactly("answer:<thi", "think:x");
  }

  @Test
  void onText_endTagWithoutStart_beganInside() {
    Recorder out = parse("Okay, 42.\n</think>\n\n42", 3, false);

    assertThat(out.events).containsExactly("answer:Okay, 42.\n", "end", "answer:\n\n42");
    assertThat(out.parser.beganInside()).isTrue();
  }

  @Test
  void onText_strayEndTagInAnswer_isText() {
    Recorder out = parse("<think>a</think>b</think>c", 1, false);

    assertThat(out.events).containsExactly("think:a", "end", "answer:b</think>c");
    assertThat(out.parser.beganInside()).isFalse();
  }

  @Test
  void onText_secondStartTag_opensThinkingAgain() {
    Recorder out = parse("a</think>b<think>c</think>d", 1, true);

    assertThat(out.events)
        .containsExactly("think:a", "end", "answer:b", "think:c", "end", "answer:d");
    assertThat(out.parser.beganInside()).isTrue();
  }

  @Test
  void onText_startTagThoughStartedInside_accepted() {
    Recorder out = parse("\n<think>a <think> b</think>c", 1, true);

    assertThat(out.events).containsExactly("think:\na <think> b", "end", "answer:c");
    assertThat(out.parser.beganInside()).isFalse();
  }

  @Test
  void onText_startTagInThinkingThatStartedInside_isText() {
    assertThat(parse("a <think> b</think>c", 1, true).events)
        .containsExactly("think:a <think> b", "end", "answer:c");
  }

  @Test
  void onText_endTagOfAnotherPair_isText() {
    assertThat(parse("<think>a</thinking>b</think>c", 1, false).events)
        .containsExactly("think:a</thinking>b", "end", "answer:c");
  }

  @Test
  void onText_tagsInCodeFenceOfAnswer_areText() {
    String answer = "Write:\n```xml\n<think>x</think>\n```\n";

    assertThat(parse(answer + "<think>y", 1, false).events)
        .containsExactly("answer:" + answer, "think:y");
  }

  @Test
  void onText_tagInCodeFenceOfThinking_ends() {
    assertThat(parse("<think>```\nx</think>y", 1, false).events)
        .containsExactly("think:```\nx", "end", "answer:y");
  }

  @Test
  void held_undecidedText_only() {
    Recorder out = new Recorder(false);

    out.parser.onText("so <thi");

    assertThat(out.parser.held()).isEqualTo("<thi");
    assertThat(out.events).containsExactly("answer:so ");

    out.parser.onText("s");

    assertThat(out.parser.held()).isEmpty();
    assertThat(out.events).containsExactly("answer:so <this");
  }

  @Test
  void onEnd_halfATag_isText() {
    Recorder out = parse("<think>a</thin", 5, false);

    assertThat(out.events).containsExactly("think:a</thin");
    assertThat(out.parser.held()).isEmpty();
  }

  @Test
  void onText_afterEnd_refused() {
    Recorder out = parse("a", 1, false);

    assertThatThrownBy(() -> out.parser.onText("b")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void onText_random_everythingReportedOrATag() {
    List<String> pieces = new ArrayList<>(List.of("a", " ", "\n", "```", "<", "thi", "\ud83d"));
    KNOWN.forEach(tags -> pieces.addAll(List.of(tags.start(), tags.end())));
    for (int round = 0; round < 300; round++) {
      var random = Texts.random(round);
      String text = Texts.of(pieces, 30, random);
      boolean inside = random.nextBoolean();
      Recorder out = new Recorder(inside);

      Texts.feedRandomly(text, random, out.parser::onText);
      out.parser.onEnd();

      assertThat(out.events)
          .as("seed %s round %s: %s", Texts.SEED, round, text)
          .isEqualTo(parse(text, text.length(), inside).events);
      // No piece ends a tag that another one began, so that tags can be taken out on both sides.
      assertThat(withoutTags(out.text()))
          .as("seed %s round %s: %s", Texts.SEED, round, text)
          .isEqualTo(withoutTags(text));
    }
  }

  @Test
  void onText_hundredfoldText_holdsLessThanATag() {
    int longest = KNOWN.stream().mapToInt(tags -> tags.end().length()).max().orElseThrow();
    Recorder out = new Recorder(false);

    for (int i = 0; i < 100 * longest; i++) {
      out.parser.onText("<|end|><|start|>assistant<|channel|>final<|message|");
      assertThat(out.parser.held()).hasSizeLessThan(longest);
    }
  }

  private static String withoutTags(String text) {
    String rest = text;
    for (ThinkTags tags : KNOWN) {
      rest = rest.replace(tags.start(), "").replace(tags.end(), "");
    }
    return rest;
  }

  private static Recorder parse(String text, int chunk, boolean startsInside) {
    Recorder out = new Recorder(startsInside);
    Texts.feed(text, chunk, out.parser::onText);
    out.parser.onEnd();
    return out;
  }

  /** Joins pieces of one kind that follow each other in one call or in several. */
  private static final class Recorder implements ThinkTagParser.Listener {
    private final List<String> events = new ArrayList<>();
    private final ThinkTagParser parser;

    Recorder(boolean startsInside) {
      parser = new ThinkTagParser(KNOWN, startsInside, this);
    }

    @Override
    public void onThinking(String text) {
      add("think:", text);
    }

    @Override
    public void onAnswer(String text) {
      add("answer:", text);
    }

    @Override
    public void onThinkingEnd() {
      events.add("end");
    }

    String text() {
      StringBuilder text = new StringBuilder();
      for (String event : events) {
        text.append(event.equals("end") ? "" : event.substring(event.indexOf(':') + 1));
      }
      return text.toString();
    }

    private void add(String kind, String text) {
      assertThat(text).isNotEmpty();
      int last = events.size() - 1;
      if (last >= 0 && events.get(last).startsWith(kind)) {
        events.set(last, events.get(last) + text);
      } else {
        events.add(kind + text);
      }
    }
  }
}

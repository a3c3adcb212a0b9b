package dev.pith.plugin.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.rag.ChunkSpans.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkFinderTest {
  private static final String OTTER = "The otter sleeps on its back and holds hands.";
  private static final String CRANE = "The crane stands on one leg in shallow water.";
  private static final String MOOSE = "The moose dives for plants in summer lakes.";
  private static final String QUESTION = "\n\nWhich animal dives?";
  private static final long SEED = Long.getLong("pith.test.seed", 20_261_130);

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(
            Shape.TAGS,
            "Use these.\n<documents>\n<document>"
                + OTTER
                + "</document>\n<document>"
                + CRANE
                + "</document>\n<document>"
                + MOOSE
                + "</document>\n</documents>"
                + QUESTION,
            List.of(
                "<document>" + OTTER + "</document>",
                "<document>" + CRANE + "</document>",
                "<document>" + MOOSE + "</document>"),
            true),
        Arguments.of(
            Shape.TAGS,
            "<chunk id=\"a7f\">"
                + OTTER
                + "</chunk>\n<chunk id=\"07c\">"
                + CRANE
                + "</chunk>"
                + QUESTION,
            List.of(
                "<chunk id=\"a7f\">" + OTTER + "</chunk>",
                "<chunk id=\"07c\">" + CRANE + "</chunk>"),
            true),
        Arguments.of(
            Shape.TAGS,
            "<document index=\"1\">"
                + OTTER
                + "</document>\n<document index=\"2\">"
                + CRANE
                + "</document>"
                + QUESTION,
            List.of(
                "<document index=\"1\">" + OTTER + "</document>",
                "<document index=\"2\">" + CRANE + "</document>"),
            false),
        Arguments.of(
            Shape.TAGS,
            "<context>\n<passage>"
                + OTTER
                + "</passage>\n\n<passage>- "
                + CRANE
                + "\n- more</passage>\n</context>"
                + QUESTION,
            List.of(
                "<passage>" + OTTER + "</passage>", "<passage>- " + CRANE + "\n- more</passage>"),
            true),
        Arguments.of(
            Shape.SEPARATORS,
            "Context:\n---\n" + OTTER + "\n\nIt eats fish.\n---\n" + CRANE + "\n---\n" + QUESTION,
            List.of(OTTER + "\n\nIt eats fish.", CRANE),
            true),
        Arguments.of(
            Shape.NUMBERS,
            "Search results:\n\n[1] "
                + OTTER
                + "\n[2] "
                + CRANE
                + "\nIt fishes.\n\n[3] "
                + MOOSE
                + QUESTION,
            List.of("[1] " + OTTER, "[2] " + CRANE + "\nIt fishes.", "[3] " + MOOSE),
            false),
        Arguments.of(
            Shape.NUMBERS,
            "Documents:\n1. " + OTTER + "\n2. " + CRANE + QUESTION,
            List.of("1. " + OTTER, "2. " + CRANE),
            false),
        Arguments.of(
            Shape.BULLETS,
            "Relevant notes from memory:\n- "
                + OTTER
                + "\n- "
                + CRANE
                + "\n  It fishes."
                + QUESTION,
            List.of("- " + OTTER, "- " + CRANE + "\n  It fishes."),
            true),
        Arguments.of(
            Shape.JSON,
            "[\"" + OTTER + "\", \"" + CRANE + "\"]",
            List.of("\"" + OTTER + "\"", "\"" + CRANE + "\""),
            true),
        Arguments.of(
            Shape.JSON,
            "{\"query\":\"x\",\"results\":[{\"text\":\""
                + OTTER
                + "\",\"score\":0.9},"
                + "{\"text\":\"\u00e9\\n"
                + CRANE
                + "\",\"score\":0.8}]}",
            List.of(
                "{\"text\":\"" + OTTER + "\",\"score\":0.9}",
                "{\"text\":\"\u00e9\\n" + CRANE + "\",\"score\":0.8}"),
            true),
        Arguments.of(
            Shape.JSON,
            "[{\"rank\":1,\"content\":\""
                + OTTER
                + "\"},{\"rank\":2,\"content\":\""
                + CRANE
                + "\"}]",
            List.of(
                "{\"rank\":1,\"content\":\"" + OTTER + "\"}",
                "{\"rank\":2,\"content\":\"" + CRANE + "\"}"),
            false));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("shapes")
  void find_usualShape_isFound(Shape shape, String text, List<String> chunks, boolean movable) {
    ChunkSpans found = ChunkFinder.find(text).orElseThrow();

    assertThat(found.shape()).isEqualTo(shape);
    assertThat(found.chunks()).isEqualTo(chunks);
    assertThat(found.movable()).isEqualTo(movable);
    assertThat(rebuilt(found)).isEqualTo(text);
  }

  static Stream<String> unclear() {
    return Stream.of(
        "Say hello to the otter and to the crane, and tell me what they do.",
        "<document>" + OTTER + "</document>" + QUESTION,
        "<document>" + OTTER + "</document> but not <document>" + CRANE + "</document>" + QUESTION,
        "<document>" + OTTER + "<document>" + CRANE + "</document></document>" + QUESTION,
        "<document>" + OTTER + "</document>\n<document>" + CRANE + QUESTION,
        "<document>"
            + OTTER
            + "</document>\n<document>"
            + CRANE
            + "</document>\n<passage>"
            + OTTER
            + "</passage>\n<passage>"
            + CRANE
            + "</passage>",
        "<item>ab</item>\n<item>cd</item>",
        "---\ntitle: a note of some length\n---\n" + OTTER + "\n" + CRANE,
        "---\n" + OTTER + "\n===\n" + CRANE + "\n---\n" + MOOSE + "\n===\n",
        "Do this:\n1. " + OTTER + "\n2. " + CRANE + QUESTION,
        "Documents:\n1. " + OTTER + "\n3. " + CRANE + QUESTION,
        "Documents:\n1. " + OTTER + "\n2. " + CRANE + "\nWhich animal dives?",
        "Context:\n" + OTTER + "\n\n" + CRANE + "\n\n" + MOOSE + QUESTION,
        "Notes:\n- " + OTTER + "\n* " + CRANE + QUESTION,
        "Notes:\n- " + OTTER + "\n- " + CRANE + "\n\n- " + MOOSE + QUESTION,
        "[\"short\", \"texts\"]                                             ",
        "[\"" + OTTER + "\", 7]",
        "[\"" + OTTER + "\", \"" + CRANE + "\"] and more",
        "{\"results\":[\""
            + OTTER
            + "\",\""
            + CRANE
            + "\"],\"documents\":[\""
            + MOOSE
            + "\",\""
            + OTTER
            + "\"]}",
        "{\"rows\":[\"" + OTTER + "\",\"" + CRANE + "\"]}",
        "```\n<document>" + OTTER + "</document>\n<document>" + CRANE + "</document>\n```\n",
        "~~~\nNotes:\n- " + OTTER + "\n- " + CRANE + "\n\n~~~\n",
        "```\n---\n" + OTTER + "\n---\n" + CRANE + "\n---\n" + MOOSE);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("unclear")
  void find_anythingElse_isNothing(String text) {
    assertThat(ChunkFinder.find(text)).isEmpty();
  }

  @Test
  void find_codeInAChunk_movesWithIt() {
    String code = "See:\n```\n<document>\n---\n```\n";
    String text =
        "<document>" + code + "</document>\n<document>" + CRANE + "</document>" + QUESTION;

    ChunkSpans found = ChunkFinder.find(text).orElseThrow();

    assertThat(found.chunks()).first().isEqualTo("<document>" + code + "</document>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"User: ", "assistant: ", "**Human**: ", "Q: "})
  void movable_turnsOfADialogue_stay(String speaker) {
    String text =
        "<item>" + speaker + OTTER + "</item>\n<item>" + speaker + CRANE + "</item>" + QUESTION;

    assertThat(ChunkFinder.find(text).orElseThrow().movable()).isFalse();
  }

  @Test
  void movable_differentSeparators_stay() {
    String text = "<doc>" + OTTER + "</doc>\n<doc>" + CRANE + "</doc>\n\n<doc>" + MOOSE + "</doc>";

    assertThat(ChunkFinder.find(text).orElseThrow().movable()).isFalse();
  }

  @Test
  void find_namedChunks_standOnceEach() {
    String text = "Known: " + CRANE + " | " + OTTER + " |" + QUESTION;

    ChunkSpans found = ChunkFinder.find(text, List.of(OTTER, CRANE)).orElseThrow();

    assertThat(found.shape()).isEqualTo(Shape.NAMED);
    assertThat(found.chunks()).containsExactly(CRANE, OTTER);
    assertThat(rebuilt(found)).isEqualTo(text);
    assertThat(ChunkFinder.find(text, List.of(OTTER, MOOSE))).isEmpty();
    assertThat(ChunkFinder.find(text + OTTER, List.of(OTTER, CRANE))).isEmpty();
    assertThat(ChunkFinder.find(text, List.of(OTTER, OTTER.substring(4)))).isEmpty();
  }

  @Test
  void arranged_anyOrder_changesNothingElse() {
    ChunkSpans found =
        ChunkFinder.find(
                "A\n<doc>"
                    + OTTER
                    + "</doc>\n<doc>"
                    + CRANE
                    + "</doc>\n<doc>"
                    + MOOSE
                    + "</doc>\nB")
            .orElseThrow();

    assertThat(found.arranged(List.of(0, 1, 2), "")).isEqualTo(found.text());
    assertThat(found.arranged(List.of(2, 0), "(note)"))
        .isEqualTo("A\n<doc>" + MOOSE + "</doc>\n<doc>" + OTTER + "</doc>\n(note)\nB");
    ChunkSpans blocks =
        ChunkFinder.find("---\n" + OTTER + "\n---\n" + CRANE + "\n---\nB").orElseThrow();
    assertThat(blocks.arranged(List.of(1, 0), "(note)"))
        .isEqualTo("---\n" + CRANE + "\n---\n" + OTTER + "\n---\n(note)\nB");
    ChunkSpans list =
        ChunkFinder.find("Facts:\n- " + OTTER + "\n- " + CRANE + QUESTION).orElseThrow();
    assertThat(list.arranged(List.of(1, 0), "(note)"))
        .isEqualTo("Facts:\n- " + CRANE + "\n- " + OTTER + "\n\n(note)" + QUESTION);
    ChunkSpans json = ChunkFinder.find("[\"" + OTTER + "\",\"" + CRANE + "\"]").orElseThrow();
    assertThat(json.arranged(List.of(1, 0), "(note)"))
        .isEqualTo("[\"" + CRANE + "\",\"" + OTTER + "\"]\n(note)");
  }

  @Test
  void find_randomTexts_spansAndRestsMakeTheText() {
    String[] pieces = {
      "<doc>",
      "</doc>",
      "<document index=\"1\">",
      "</document>",
      "---\n",
      "```\n",
      "\n",
      "\n\n",
      "Context:\n",
      "[1] ",
      "[2] ",
      "1. ",
      "2. ",
      "- ",
      "* ",
      OTTER,
      CRANE,
      "[",
      "]",
      "{\"text\":",
      "\"",
      "\",",
      "}",
      "\u00e9\uD83D\uDE00",
      "\r\n"
    };
    Random random = new Random(SEED);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = 4 + random.nextInt(20); piece > 0; piece--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      Optional<ChunkSpans> spans = ChunkFinder.find(text.toString());
      found += spans.isPresent() ? 1 : 0;
      spans.ifPresent(each -> assertThat(rebuilt(each)).isEqualTo(text.toString()));
    }
    assertThat(found).as("texts with chunks, seed %s", SEED).isPositive();
  }

  private static String rebuilt(ChunkSpans spans) {
    StringBuilder text = new StringBuilder(spans.rests().get(0));
    for (int i = 0; i < spans.chunks().size(); i++) {
      text.append(spans.chunks().get(i)).append(spans.rests().get(i + 1));
    }
    return text.toString();
  }
}

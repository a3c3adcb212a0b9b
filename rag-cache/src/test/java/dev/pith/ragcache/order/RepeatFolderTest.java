package dev.pith.ragcache.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatFolderTest {
  private static final RepeatFolder FOLDER = RepeatFolder.defaults();
  private static final long SEED = Long.getLong("pith.test.seed", 20_261_129);

  @Test
  void fold_textOfAnEarlierMessage_becomesAPointerToIt() {
    String file = lines("file", 40);

    List<Passage> folded =
        FOLDER.fold(
            List.of(
                passage(1, "Read it.\n" + file + "\nDone."),
                passage(3, "Again:\n" + file + "\nDone again.")));

    assertThat(folded.get(0).text()).isEqualTo("Read it.\n" + file + "\nDone.");
    assertThat(folded.get(1).text())
        .isEqualTo(
            "Again:\n[40 lines as in message 1 from line 2 on: \"line 0 of file says 0\"]\n"
                + "Done again.");
  }

  @Test
  void fold_aFewLinesChanged_keepsThoseAndPointsToTheRest() {
    List<String> file = new ArrayList<>(List.of(lines("file", 60).split("\n", -1)));
    String before = String.join("\n", file);
    file.set(30, "changed");

    List<Passage> folded =
        FOLDER.fold(List.of(passage(1, before), passage(2, String.join("\n", file))));

    assertThat(folded.get(1).text().split("\n", -1))
        .containsExactly(
            "[30 lines as in message 1 from line 1 on: \"line 0 of file says 0\"]",
            "changed",
            "[29 lines as in message 1 from line 32 on: \"line 31 of file says 88\"]");
  }

  @Test
  void fold_thirdCopy_pointsToTheTextAndNotToAPointer() {
    String file = lines("file", 30);

    List<Passage> folded =
        FOLDER.fold(List.of(passage(1, file), passage(2, file), passage(3, "x\n" + file)));

    assertThat(folded.get(2).text()).startsWith("x\n[30 lines as in message 1 from line 1 on");
  }

  @Test
  void fold_sourceThatWasShortenedItself_isCountedAsItIsSent() {
    String first = lines("first", 30);
    String second = lines("second", 30);

    List<Passage> folded =
        FOLDER.fold(
            List.of(passage(1, first), passage(2, first + "\n" + second), passage(3, second)));

    assertThat(folded.get(2).text())
        .isEqualTo("[30 lines as in message 2 from line 2 on: \"line 0 of second says 0\"]");
    assertThat(RepeatFolder.unfold(folded).get(2).text()).isEqualTo(second);
  }

  @Test
  void fold_systemPrompt_isASourceAndNeverShortened() {
    String rules = lines("rules", 20);
    Passage system = new Passage(2, 0, rules, false);

    List<Passage> folded = FOLDER.fold(List.of(passage(1, rules), system, passage(3, rules)));

    assertThat(folded.get(1)).isEqualTo(system);
    assertThat(folded.get(2).text()).startsWith("[20 lines as in message 1");
    assertThat(
            FOLDER.fold(List.of(new Passage(1, 0, rules, false), passage(2, rules))).get(1).text())
        .startsWith("[20 lines as in message 1");
  }

  @Test
  void fold_withinOneMessage_isLeft() {
    String file = lines("file", 20);
    List<Passage> conversation =
        List.of(
            new Passage(1, 1, file, true),
            new Passage(1, 2, file, true),
            passage(2, "nothing else"));

    assertThat(FOLDER.fold(conversation)).isEqualTo(conversation);
  }

  @Test
  void fold_beginningThatStandsElsewhereToo_isPartOfTheLongerRepeat() {
    String file = "}\n\n\n" + lines("file", 20);

    List<Passage> folded =
        FOLDER.fold(List.of(passage(1, "}\n\n\nend"), passage(2, file), passage(3, file)));

    assertThat(folded.get(2).text()).isEqualTo("[23 lines as in message 2 from line 1 on: \"}\"]");
  }

  @Test
  void fold_partOfAMessage_isNamed() {
    String file = lines("file", 20);

    List<Passage> folded =
        FOLDER.fold(
            List.of(
                new Passage(1, 1, "hello", true), new Passage(1, 2, file, true), passage(2, file)));

    assertThat(folded.get(2).text()).startsWith("[20 lines as in message 1 part 2 from line 1 on");
  }

  @Test
  void fold_smallRepeats_areLeft() {
    List<Passage> fewLines =
        List.of(passage(1, "a".repeat(300) + "\nb"), passage(2, "a".repeat(300) + "\nb"));
    List<Passage> fewChars = List.of(passage(1, "a\nb\nc\nd\ne"), passage(2, "a\nb\nc\nd\ne"));

    assertThat(FOLDER.fold(fewLines)).isEqualTo(fewLines);
    assertThat(FOLDER.fold(fewChars)).isEqualTo(fewChars);
  }

  @Test
  void fold_textInTheFormOfAPointer_leavesItAndAllBehindIt() {
    String file = lines("file", 30);
    List<Passage> conversation =
        List.of(
            passage(1, file),
            passage(2, file + "\n[3 lines as in message 1 from line 1 on: \"x\"]"),
            passage(3, file));

    assertThat(FOLDER.fold(conversation)).isEqualTo(conversation);
  }

  @Test
  void fold_longFirstLine_isQuotedInPart() {
    String text = "  \n" + "\uD83D\uDE00".repeat(60) + "\n" + lines("file", 10);

    String folded = FOLDER.fold(List.of(passage(1, text), passage(2, text))).get(1).text();

    assertThat(folded)
        .isEqualTo(
            "[12 lines as in message 1 from line 1 on: \"" + "\uD83D\uDE00".repeat(40) + "\"]");
  }

  @Test
  void unfold_pointerThatLeadsNowhere_isRefused() {
    List<Passage> other =
        List.of(passage(1, "a"), passage(2, "[3 lines as in message 1 from line 1 on: \"a\"]"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepeatFolder.unfold(other))
        .withMessage("a pointer leads nowhere: [3 lines as in message 1 from line 1 on: \"a\"]");
  }

  @Test
  void fold_randomConversations_unfoldToWhatTheyWere() {
    Random random = new Random(SEED);
    int folds = 0;
    for (int i = 0; i < 500; i++) {
      List<Passage> conversation = conversation(random);

      List<Passage> folded = FOLDER.fold(conversation);

      String which = "conversation " + i + " of seed " + SEED;
      assertThat(RepeatFolder.unfold(folded)).as(which).isEqualTo(conversation);
      assertThat(chars(folded)).as(which).isLessThanOrEqualTo(chars(conversation));
      for (int turn = 0; turn <= conversation.size(); turn++) {
        assertThat(FOLDER.fold(conversation.subList(0, turn)))
            .as("%s: what was sent at turn %s", which, turn)
            .isEqualTo(folded.subList(0, turn));
      }
      for (int turn = 0; turn < conversation.size(); turn++) {
        if (!conversation.get(turn).foldable()) {
          assertThat(folded.get(turn)).as(which).isEqualTo(conversation.get(turn));
        }
      }
      folds += folded.equals(conversation) ? 0 : 1;
    }
    assertThat(folds).as("conversations that repeat something").isGreaterThan(100);
  }

  @Test
  void create_sizesTooSmall_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RepeatFolder(2, 1))
        .withMessage("minLines must be at least 3: 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RepeatFolder(3, 0))
        .withMessage("minChars must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Passage(0, 0, "", true))
        .withMessage("message must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Passage(1, -1, "", true))
        .withMessage("part must not be negative: -1");
  }

  /** Messages made of pieces of three files, with lines changed, lost and doubled. */
  private static List<Passage> conversation(Random random) {
    List<String> files = List.of(lines("a", 80), lines("b", 80), "\n".repeat(40), lines("c", 9));
    List<Passage> messages = new ArrayList<>();
    int count = 3 + random.nextInt(6);
    for (int message = 1; message <= count; message++) {
      List<String> text = new ArrayList<>();
      for (int piece = random.nextInt(4); piece > 0; piece--) {
        String[] file = files.get(random.nextInt(files.size())).split("\n", -1);
        int from = random.nextInt(file.length);
        int to = from + random.nextInt(file.length - from + 1);
        for (int line = from; line < to; line++) {
          int luck = random.nextInt(200);
          if (luck > 0) {
            text.add(luck == 1 ? "other " + random.nextInt(10) + "\r" : file[line]);
          }
          if (luck == 2) {
            text.add(file[line]);
          }
        }
      }
      messages.add(
          new Passage(message, random.nextInt(3), String.join("\n", text), random.nextInt(4) > 0));
    }
    return messages;
  }

  private static long chars(List<Passage> passages) {
    return passages.stream().mapToLong(passage -> passage.text().length()).sum();
  }

  private static Passage passage(int message, String text) {
    return new Passage(message, 0, text, true);
  }

  private static String lines(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(line -> "line " + line + " of " + name + " says " + line * line % 97)
        .collect(Collectors.joining("\n"));
  }
}

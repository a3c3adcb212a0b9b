package dev.pith.eval.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the solutions read out, against the text of the problem alone. */
class LookupTest {
  private static final Pattern BRIEF = Pattern.compile("(.+), ([a-z ]+): (.+)\\.");
  private static final Map<String, String> RELATION_OF_NOUN =
      Map.of("home town", "hometown", "main office", "office");

  @Test
  void lookups_quantity_standInTheQuestion() {
    for (Problem problem : WorldsTest.problems(Family.QUANTITY, Split.TRAIN, 10)) {
      for (String said : said(problem)) {
        String fact =
            said.replaceAll("(\\w+): (\\d+)\\.", "$1 has $2 \\\\w+\\\\.")
                .replaceAll("(\\w+): \\+ (\\d+)\\.", "$1 leads \\\\w+ by $2 ")
                .replaceAll("(\\w+): - (\\d+)\\.", "$1 trails \\\\w+ by $2 ")
                .replaceAll("(\\w+): \\* 2\\.", "$1 doubles ")
                .replaceAll("(\\w+): \\* 3\\.", "$1 triples ")
                .replaceAll("(\\w+): (\\w+) \\+ (\\w+)\\.", "$1 matches $2 and $3 together");
        assertThat(problem.question()).as(said).containsPattern(fact);
      }
    }
  }

  @Test
  void lookups_ordering_standInTheQuestion() {
    Pattern pair =
        Pattern.compile(
            "Above (?<x>\\w+): (?<y>\\w+)\\.|Right below (?<u>\\w+) is (?<v>\\w+)\\."
                + "|(?<p>\\w+) is (?<scale>\\w+) than (?<q>\\w+)\\.");
    for (Problem problem : WorldsTest.problems(Family.ORDERING, Split.TRAIN, 10)) {
      int tops = 0;
      for (String said : said(problem)) {
        Matcher read = pair.matcher(said);
        if (read.matches()) {
          String lower = first(read, "x", "v", "p");
          String upper = first(read, "y", "u", "q");
          assertThat(problem.question())
              .as(said)
              .containsPattern(
                  upper + " is \\w+ than " + lower + "\\.|" + lower + " is \\w+ than " + upper);
        } else {
          assertThat(said).contains(" nobody, so ").endsWith(" is first.");
          tops++;
        }
      }
      assertThat(tops).as("told in two ways").isEqualTo(2);
    }
  }

  @Test
  void lookups_program_areTheValuesAfterEveryLine() {
    for (Problem problem : WorldsTest.problems(Family.PROGRAM, Split.TRAIN, 10)) {
      List<String> program = problem.question().lines().toList();
      int line = 0;
      for (Lookup lookup : problem.solution().lookups(new SplittableRandom(1))) {
        if (lookup.asked().startsWith("Line ")) {
          line = Integer.parseInt(lookup.asked().replaceAll("\\D", ""));
          continue;
        }
        String variable = lookup.asked().substring(0, 1);
        String soFar =
            String.join("\n", program.subList(0, line + 1))
                + "\nWhich number is "
                + variable
                + " at the end?";
        assertThat(lookup.told()).isEqualTo(" " + TextSolver.program(soFar) + ".");
      }
      assertThat(line).isEqualTo(program.size() - 2);
    }
  }

  @Test
  void lookups_chunks_areTheFactsOfTheChunks() {
    for (Problem problem : WorldsTest.problems(Family.CHUNKS, Split.TRAIN, 10)) {
      Map<String, Map<String, String>> facts = TextSolver.ChunkReader.facts(problem.chunks());
      int all = facts.values().stream().mapToInt(Map::size).sum();
      List<String> said = said(problem);
      assertThat(said).hasSize(all);
      for (String fact : said) {
        Matcher brief = BRIEF.matcher(fact);
        if (brief.matches()) {
          String noun = brief.group(2);
          assertThat(facts.get(brief.group(1)))
              .containsEntry(RELATION_OF_NOUN.getOrDefault(noun, noun), brief.group(3));
        } else {
          assertThat(TextSolver.ChunkReader.facts(List.of(fact)))
              .allSatisfy((name, told) -> assertThat(facts.get(name)).containsAllEntriesOf(told))
              .hasSize(1);
        }
      }
    }
  }

  @Test
  void ofEnd_anotherEnd_refused() {
    assertThatThrownBy(() -> Lookup.ofEnd("Ann has 5.", "6."))
        .hasMessage("\"Ann has 5.\" does not end in \" 6.\"");
  }

  private static List<String> said(Problem problem) {
    List<String> said =
        problem.solution().lookups(new SplittableRandom(1)).stream()
            .map(lookup -> lookup.asked() + lookup.told())
            .toList();
    assertThat(said).isNotEmpty();
    return said;
  }

  private static String first(Matcher match, String... groups) {
    for (String group : groups) {
      if (match.group(group) != null) {
        return match.group(group);
      }
    }
    throw new AssertionError("no group matched: " + match);
  }
}

package dev.pith.eval.world;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Solves problems from their text alone, by brute force: what gold answers are checked against. */
final class TextSolver {
  private static final Pattern GIVEN = Pattern.compile("(\\w+) has (\\d+) (\\w+)\\.");
  private static final Pattern BY =
      Pattern.compile("(\\w+) (leads|trails) (\\w+) by (\\d+) (\\w+)\\.");
  private static final Pattern TIMES =
      Pattern.compile("(\\w+) (doubles|triples) (\\w+) in (\\w+)\\.");
  private static final Pattern TOGETHER =
      Pattern.compile("(\\w+) matches (\\w+) and (\\w+) together\\.");
  private static final Pattern ASKED = Pattern.compile("How many (\\w+) does (\\w+) have\\?");
  private static final Pattern COMPARED = Pattern.compile("(\\w+) is (\\w+) than (\\w+)\\.");
  private static final Pattern PLACE = Pattern.compile("Who is the (?:(\\w+) )?(\\w+)\\?");
  private static final Pattern LINE =
      Pattern.compile(
          "(?:if (\\w) > (\\d+): )?(?:repeat (\\d) times: )?(\\w) = (\\w+)(?: ([-+*]) (\\w+))?");

  private static final List<String> PLACES =
      List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh");

  private TextSolver() {}

  static String solve(Problem problem) {
    return switch (problem.family()) {
      case QUANTITY -> quantity(problem.question());
      case ORDERING -> ordering(problem.question());
      case PROGRAM -> program(problem.question());
      case CHUNKS -> ChunkReader.solve(problem.chunks(), problem.question());
    };
  }

  /** Applies every fact again and again until nothing new follows. */
  private static String quantity(String question) {
    MatchResult asked = only(ASKED, question);
    String item = asked.group(1);
    Map<String, Integer> known = new HashMap<>();
    for (int round = 0; round < 20; round++) {
      all(GIVEN, question).stream()
          .filter(fact -> fact.group(3).equals(item))
          .forEach(fact -> known.put(fact.group(1), Integer.parseInt(fact.group(2))));
      for (MatchResult fact : all(BY, question)) {
        int amount = Integer.parseInt(fact.group(4));
        int sign = fact.group(2).equals("leads") ? 1 : -1;
        follow(known, fact.group(1), fact.group(3), fact.group(3), (a, b) -> a + sign * amount);
      }
      for (MatchResult fact : all(TIMES, question)) {
        int factor = fact.group(2).equals("doubles") ? 2 : 3;
        follow(known, fact.group(1), fact.group(3), fact.group(3), (a, b) -> a * factor);
      }
      for (MatchResult fact : all(TOGETHER, question)) {
        follow(known, fact.group(1), fact.group(2), fact.group(3), Integer::sum);
      }
    }
    return String.valueOf(known.get(asked.group(2)));
  }

  private static void follow(
      Map<String, Integer> known, String owner, String one, String two, IntBinaryOperator rule) {
    if (known.containsKey(one) && known.containsKey(two)) {
      known.put(owner, rule.applyAsInt(known.get(one), known.get(two)));
    }
  }

  /** Tries every order of the people. */
  private static String ordering(String question) {
    MatchResult asked = only(PLACE, question);
    String most = asked.group(2);
    Set<String> people = new LinkedHashSet<>();
    List<List<String>> above = new ArrayList<>();
    for (MatchResult fact : all(COMPARED, question)) {
      String more = most.replaceAll("est$", "er");
      OrderingWorld.Scale scale = scale(fact.group(2));
      if (scale.more().equals(more)) {
        boolean up = fact.group(2).equals(more);
        above.add(List.of(fact.group(up ? 1 : 3), fact.group(up ? 3 : 1)));
        people.addAll(above.get(above.size() - 1));
      }
    }
    List<List<String>> orders = new ArrayList<>();
    permute(new ArrayList<>(), new ArrayList<>(people), above, orders);
    if (orders.size() != 1) {
      throw new AssertionError(orders.size() + " orders fit: " + question);
    }
    return orders.get(0).get(asked.group(1) == null ? 0 : PLACES.indexOf(asked.group(1)));
  }

  private static OrderingWorld.Scale scale(String comparative) {
    return OrderingWorld.SCALES.stream()
        .filter(s -> s.more().equals(comparative) || s.less().equals(comparative))
        .findFirst()
        .orElseThrow();
  }

  private static void permute(
      List<String> order, List<String> left, List<List<String>> above, List<List<String>> found) {
    if (left.isEmpty()) {
      boolean fits =
          above.stream().allMatch(f -> order.indexOf(f.get(0)) < order.indexOf(f.get(1)));
      if (fits) {
        found.add(List.copyOf(order));
      }
      return;
    }
    for (String next : List.copyOf(left)) {
      List<String> longer = new ArrayList<>(order);
      longer.add(next);
      List<String> fewer = new ArrayList<>(left);
      fewer.remove(next);
      permute(longer, fewer, above, found);
    }
  }

  /** Runs the program. */
  static String program(String question) {
    Map<String, Integer> values = new HashMap<>();
    List<String> lines = question.lines().toList();
    for (String text : lines.subList(1, lines.size() - 1)) {
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        throw new AssertionError("not a line: " + text);
      }
      if (line.group(1) != null && values.get(line.group(1)) <= Integer.parseInt(line.group(2))) {
        continue;
      }
      int rounds = line.group(3) == null ? 1 : Integer.parseInt(line.group(3));
      for (int i = 0; i < rounds; i++) {
        int a = value(values, line.group(5));
        int b = line.group(6) == null ? 0 : value(values, line.group(7));
        String sign = line.group(6) == null ? "+" : line.group(6);
        values.put(line.group(4), sign.equals("+") ? a + b : sign.equals("-") ? a - b : a * b);
      }
    }
    String asked =
        lines.get(lines.size() - 1).replaceAll("Which number is (\\w) at the end\\?", "$1");
    return String.valueOf(values.get(asked));
  }

  private static int value(Map<String, Integer> values, String text) {
    return Character.isDigit(text.charAt(0)) ? Integer.parseInt(text) : values.get(text);
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static MatchResult only(Pattern pattern, String text) {
    List<MatchResult> found = all(pattern, text);
    if (found.size() != 1) {
      throw new AssertionError(pattern + " is there " + found.size() + " times: " + text);
    }
    return found.get(0);
  }

  /** Reads facts from chunks, and questions from the inside out. */
  static final class ChunkReader {
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=\\.) ");

    private static final Map<String, Pattern> FACTS =
        Map.of(
                "employer", "(.+) works at (.+)\\.",
                "mentor", "The mentor of (.+) is (.+)\\.",
                "hometown", "(.+) grew up in (.+)\\.",
                "office", "The main office of (.+) is in (.+)\\.",
                "founder", "The founder of (.+) is (.+)\\.",
                "river", "(.+) is on the river (.+)\\.",
                "mayor", "The mayor of (.+) is (.+)\\.")
            .entrySet()
            .stream()
            .collect(toMap(Map.Entry::getKey, entry -> Pattern.compile(entry.getValue())));

    private static final Map<String, List<String>> WORDINGS =
        Map.of(
            "employer", List.of("the company where @ works", "Which company does @ work at?"),
            "mentor", List.of("the mentor of @", "Who is the mentor of @?"),
            "hometown", List.of("the town where @ grew up", "In which town did @ grow up?"),
            "office",
                List.of(
                    "the town with the main office of @", "In which town is the main office of @?"),
            "founder", List.of("the founder of @", "Who is the founder of @?"),
            "river", List.of("the river of @", "On which river is @?"),
            "mayor", List.of("the mayor of @", "Who is the mayor of @?"));

    /** Returns the facts by name and relation. */
    static Map<String, Map<String, String>> facts(List<String> chunks) {
      Map<String, Map<String, String>> facts = new HashMap<>();
      String subject = "";
      for (String chunk : chunks) {
        for (String sentence : SENTENCE_END.splitAsStream(chunk).toList()) {
          for (Map.Entry<String, Pattern> pattern : FACTS.entrySet()) {
            Matcher fact = pattern.getValue().matcher(sentence);
            if (fact.matches()) {
              boolean back = fact.group(1).toLowerCase(java.util.Locale.ROOT).startsWith("this ");
              subject = back ? subject : fact.group(1);
              facts
                  .computeIfAbsent(subject, s -> new HashMap<>())
                  .put(pattern.getKey(), fact.group(2));
            }
          }
        }
      }
      return facts;
    }

    static String solve(List<String> chunks, String question) {
      Map<String, Map<String, String>> facts = facts(chunks);
      String left = question;
      while (true) {
        String before = left;
        for (Map.Entry<String, Map<String, String>> entity : facts.entrySet()) {
          for (Map.Entry<String, String> fact : entity.getValue().entrySet()) {
            for (String wording : WORDINGS.get(fact.getKey())) {
              left = left.replace(wording.replace("@", entity.getKey()), fact.getValue());
            }
          }
        }
        if (left.equals(before)) {
          return left.replaceAll("^Who is (.+)\\?$", "$1");
        }
      }
    }
  }
}

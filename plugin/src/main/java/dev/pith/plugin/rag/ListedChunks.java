package dev.pith.plugin.rag;

import dev.pith.plugin.rag.ChunkSpans.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds items of a list under a heading that says that it is evidence: paragraphs with ascending
 * numbers, or bullets. Instructions are lists too, so that a list without such a heading is none.
 */
final class ListedChunks {
  private static final Pattern HEADING =
      Pattern.compile(
          "(?i)[#*\\s]*(?:[\\w ]{0,40}\\b)?(?:context|documents?|passages?|sources?|evidence|"
              + "excerpts?|(?:search |retrieval )?results|snippets?|notes?|facts|references?|"
              + "knowledge|information)\\b[^:\\n]{0,40}:[*\\s]*");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?i)(?:(?:document|doc|passage|source|context|result|excerpt)\\s*)?[\\[(]?(\\d{1,3})[\\]).:]+"
              + "\\s+\\S.*");
  private static final Pattern BULLET = Pattern.compile("([-*\u2022])\\s+\\S.*");

  private ListedChunks() {}

  /** Returns paragraphs numbered 1, 2 and so on, numbers included; none when there are not two. */
  static List<Span> numbered(String text, CodeFences fences) {
    return find(text, fences, NUMBER, index -> Integer.toString(index + 1), true);
  }

  /** Returns the items of a bulleted list; none when there are not two. */
  static List<Span> bulleted(String text, CodeFences fences) {
    return find(text, fences, BULLET, index -> "", false);
  }

  private static List<Span> find(
      String text,
      CodeFences fences,
      Pattern item,
      IntFunction<String> label,
      boolean blankLinesBetween) {
    List<Span> items = new ArrayList<>();
    boolean headed = false;
    boolean ended = false;
    boolean blank = false;
    String mark = "";
    for (CodeFences.Line line : fences.lines()) {
      String content = line.of(text);
      if (content.isBlank()) {
        ended |= !items.isEmpty() && !blankLinesBetween;
        blank = true;
        continue;
      }
      Matcher matcher = item.matcher(content.stripTrailing());
      boolean starts = !line.fenced() && matcher.matches();
      if (items.isEmpty() && !starts) {
        headed = !line.fenced() && HEADING.matcher(content).matches();
      } else if (starts) {
        String found = matcher.group(1);
        String wanted = label.apply(items.size());
        boolean next =
            !ended
                && headed
                && (wanted.isEmpty() ? mark.isEmpty() || mark.equals(found) : wanted.equals(found));
        if (!next) {
          return List.of(); // another list, or one that goes on elsewhere
        }
        mark = found;
        items.add(new Span(line.start(), line.start() + content.stripTrailing().length()));
      } else if (blank) {
        ended = true;
      } else if (!ended) {
        Span last = items.remove(items.size() - 1);
        items.add(new Span(last.start(), line.start() + content.stripTrailing().length()));
      }
      blank = false;
    }
    boolean endsBeforeTheText = !items.isEmpty() && ended;
    return items.size() >= 2 && endsBeforeTheText ? items : List.of();
  }
}

package dev.pith.plugin.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A change to some members of a JSON text that leaves every other character of it as it is: order,
 * white space, escapes, number forms and unknown members.
 *
 * <p>Places are JSON pointers whose names need no escaping, such as {@code
 * /choices/0/delta/content}. A place whose parent is not there is ignored. Built, applied to one
 * text or several, and not thread-safe.
 */
public final class JsonEdit {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> elements = new HashMap<>();
  private final Set<String> removals = new HashSet<>();

  /** Gives a member a value, written as JSON; a member that is not there is added at the end. */
  public JsonEdit set(String member, String json) {
    values.put(member, json);
    return this;
  }

  /** Adds an element, written as JSON, at the end of an array. */
  public JsonEdit append(String array, String json) {
    elements.put(array, json);
    return this;
  }

  /** Takes a member of an object away, if it is there. */
  public JsonEdit remove(String member) {
    removals.add(member);
    return this;
  }

  /** Returns whether nothing is changed. */
  public boolean isEmpty() {
    return values.isEmpty() && elements.isEmpty() && removals.isEmpty();
  }

  /**
   * Returns the changed text.
   *
   * @param text JSON that has been parsed before
   */
  public String applyTo(String text) {
    if (isEmpty()) {
      return text;
    }
    try (JsonParser parser = Json.FACTORY.createParser(text.toCharArray())) {
      Walk walk = new Walk(parser);
      parser.nextToken();
      walk.value("");
      return walk.replaceIn(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Characters {@code [start, end)} of the text and what stands there afterwards. */
  private record Replacement(int start, int end, String by) {}

  /** A member of an object: from its name to the end of its value. */
  private record Member(int start, int end, boolean removed) {}

  /** One pass over a text that collects the replacements. */
  private final class Walk {
    private final JsonParser parser;
    private final List<Replacement> replacements = new ArrayList<>();

    Walk(JsonParser parser) {
      this.parser = parser;
    }

    /** Passes over the value that begins with the current token. */
    void value(String place) throws IOException {
      if (parser.currentToken() == JsonToken.START_OBJECT && concernsInside(place)) {
        object(place);
      } else if (parser.currentToken() == JsonToken.START_ARRAY && concernsInside(place)) {
        array(place);
      } else {
        skip();
      }
    }

    String replaceIn(String text) {
      replacements.sort(Comparator.comparingInt(Replacement::start));
      StringBuilder out = new StringBuilder(text.length() + 128);
      int copied = 0;
      for (Replacement replacement : replacements) {
        out.append(text, copied, replacement.start).append(replacement.by);
        copied = replacement.end;
      }
      return out.append(text, copied, text.length()).toString();
    }

    private void object(String place) throws IOException {
      Map<String, String> missing = membersToSet(place);
      List<Member> members = new ArrayList<>();
      int end = here();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        int start = tokenStart();
        String name = parser.currentName();
        String member = place + "/" + name;
        parser.nextToken();
        String value = missing.remove(name);
        boolean removed = removals.contains(member);
        if (removed) {
          skip();
        } else if (value != null) {
          int valueStart = tokenStart();
          skip();
          replacements.add(new Replacement(valueStart, here(), value));
        } else {
          value(member);
        }
        end = here();
        members.add(new Member(start, end, removed));
      }
      boolean anyKept = takeAway(members);
      StringBuilder added = new StringBuilder();
      missing.forEach(
          (name, value) -> {
            added.append(anyKept || added.length() > 0 ? "," : "");
            added.append(Json.quote(name)).append(':').append(value);
          });
      replacements.add(new Replacement(end, end, added.toString()));
    }

    /** Removes members with one comma each; returns whether any member is left. */
    private boolean takeAway(List<Member> members) {
      boolean anyKept = false;
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get(i);
        if (!member.removed) {
          anyKept = true;
        } else if (anyKept) {
          replacements.add(new Replacement(members.get(i - 1).end, member.end, ""));
        } else {
          int end = i + 1 < members.size() ? members.get(i + 1).start : member.end;
          replacements.add(new Replacement(member.start, end, ""));
        }
      }
      return anyKept;
    }

    private void array(String place) throws IOException {
      int end = here();
      int index = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        value(place + "/" + index);
        end = here();
        index++;
      }
      String element = elements.get(place);
      if (element != null) {
        replacements.add(new Replacement(end, end, (index == 0 ? "" : ",") + element));
      }
    }

    private boolean concernsInside(String place) {
      String inside = place + "/";
      return elements.containsKey(place)
          || anyStartsWith(inside, values.keySet())
          || anyStartsWith(inside, elements.keySet())
          || anyStartsWith(inside, removals);
    }

    private Map<String, String> membersToSet(String place) {
      Map<String, String> members = new LinkedHashMap<>();
      values.forEach(
          (member, value) -> {
            int slash = member.lastIndexOf('/');
            if (member.substring(0, slash).equals(place)) {
              members.put(member.substring(slash + 1), value);
            }
          });
      return members;
    }

    private void skip() throws IOException {
      parser.skipChildren();
      parser.finishToken();
    }

    private int tokenStart() {
      return (int) parser.currentTokenLocation().getCharOffset();
    }

    /** Returns the place after the token that was read last. */
    private int here() {
      return (int) parser.currentLocation().getCharOffset();
    }
  }

  private static boolean anyStartsWith(String prefix, Set<String> places) {
    for (String place : places) {
      if (place.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}

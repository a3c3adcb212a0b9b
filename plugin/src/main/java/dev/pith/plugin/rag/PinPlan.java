package dev.pith.plugin.rag;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.JsonBody;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.rag.ChunkArranger.Arrangement;
import dev.pith.plugin.rag.Pins.Way;
import dev.pith.plugin.rag.RequestTexts.PromptText;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides how one request is kept near what the server has cached. Not thread-safe. */
final class PinPlan {
  private static final String KEY = "prompt_cache_key";
  private static final String MARK = "\"cache_control\"";

  /** As long as a provider takes: 64 characters. */
  private static final int KEY_CHARS = 32;

  private final Pins pins;
  private final ServerKind kind;
  private final PromptRoute route;
  private final JsonNode root;
  private final CacheMarks marks;
  private final boolean mayMark;

  PinPlan(Pins pins, ServedHistory history, ServerKind kind, PromptRoute route, JsonBody request) {
    this.pins = pins;
    this.kind = kind;
    this.route = route;
    root = request.root();
    marks = new CacheMarks(history);
    boolean ofAnthropic =
        switch (route) {
          case MESSAGES -> kind == ServerKind.ANTHROPIC;
          case CHAT ->
              kind == ServerKind.OPENROUTER && root.path("model").asText().startsWith("anthropic/");
          case RESPONSES -> false;
        };
    mayMark = ofAnthropic && pins.allow(Way.MARKS) && !request.text().contains(MARK);
  }

  /** Tells whether places in it may be marked. */
  boolean marks() {
    return mayMark;
  }

  /** See {@link CacheMarks#chunks}. */
  void chunks(PromptText text, Arrangement sent, long charsBefore, boolean splits) {
    boolean toolOfChat = route == PromptRoute.CHAT && text.isToolResult();
    if (!toolOfChat) {
      marks.chunks(text, sent, charsBefore, splits);
    }
  }

  /** See {@link CacheMarks#end}; only where an answer shows that the conversation goes on. */
  void end(List<PromptText> texts, long charsOfPrompt) {
    if (route == PromptRoute.MESSAGES
        && texts.stream().anyMatch(text -> text.role().equals("assistant"))) {
      marks.end(charsOfPrompt);
    }
  }

  /**
   * Returns what is added.
   *
   * @param conversation names what the prompt begins with; empty when that is nothing
   */
  RequestPin pin(String conversation) {
    Map<String, String> members = new LinkedHashMap<>(marks.members());
    Set<Way> ways = EnumSet.noneOf(Way.class);
    if (!members.isEmpty()) {
      ways.add(Way.MARKS);
    }
    boolean keyed =
        kind == ServerKind.OPENAI
            && route != PromptRoute.MESSAGES
            && pins.allow(Way.KEY)
            && !root.has(KEY)
            && !root.has("previous_response_id") // its prompt is the provider's
            && !root.has("conversation");
    if (keyed && !conversation.isEmpty()) {
      members.put("/" + KEY, Json.quote("pith-" + conversation.substring(0, KEY_CHARS)));
      ways.add(Way.KEY);
    }
    boolean slotted =
        route == PromptRoute.CHAT
            && pins.allow(Way.SLOT)
            && !root.has("id_slot")
            && root.path("n").asInt(1) == 1; // several answers need several slots
    return new RequestPin(
        pins, members, ways, slotted && !conversation.isEmpty() ? conversation : null);
  }
}

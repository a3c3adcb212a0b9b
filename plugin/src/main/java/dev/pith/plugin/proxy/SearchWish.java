package dev.pith.plugin.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.JsonEdit;
import dev.pith.plugin.dialect.Need;
import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.vote.VoteOptions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * What a request asks for with {@code "pith": {"search": ...}}: one answer, voted on by several
 * branches.
 *
 * @param options how it is voted
 * @param branches the most branches, {@code n} of the request
 */
record SearchWish(VoteOptions options, int branches) {

  /** The most branches that a request may ask for. */
  static final int MOST_BRANCHES = 128;

  private static final String NAME = "pith.search";

  /** Reasons against trimming that are reasons against a vote, too. */
  private static final Set<String> NO_VOTE =
      Set.of("no-messages", "forced-tool-choice", "echo", "media");

  /** Tells whether a request names the member at all. */
  static boolean isIn(ChatRequest chat) {
    return !chat.root().path("pith").path("search").isMissingNode();
  }

  /**
   * Reads a request.
   *
   * @return empty when it wants no search
   * @throws SettingException if the wish cannot be understood; names the member
   */
  static Optional<SearchWish> of(ChatRequest chat) {
    JsonNode search = chat.root().path("pith").path("search");
    if (Json.absent(search) || (search.isBoolean() && !search.booleanValue())) {
      return Optional.empty();
    }
    VoteOptions options;
    try {
      options = options(search);
    } catch (SettingException named) {
      throw named;
    } catch (IllegalArgumentException wrong) {
      throw new SettingException(NAME, NAME + (search.isObject() ? "." : " ") + wrong.getMessage());
    }
    JsonNode n = chat.root().path("n");
    boolean fits = n.isIntegralNumber() && n.canConvertToInt();
    if (!fits || n.intValue() < 2 || n.intValue() > MOST_BRANCHES) {
      throw new SettingException(
          "n",
          "n must be a whole number in [2, %d] with %s, the most branches: %s"
              .formatted(MOST_BRANCHES, NAME, n.isMissingNode() ? "there is none" : n.toString()));
    }
    return Optional.of(new SearchWish(options, n.intValue()));
  }

  /** Returns the request without the member. */
  static ChatRequest without(ChatRequest chat) {
    return edited(chat, new JsonEdit());
  }

  /** Returns the request of one branch: without the member, for one choice. */
  static ChatRequest single(ChatRequest chat) {
    return edited(chat, new JsonEdit().set("/n", "1"));
  }

  /** Returns why a question is asked once and not voted on; empty when it can be. */
  static Optional<String> objection(ChatRequest single) {
    if (single.needs().contains(Need.TOOLS)) {
      return Optional.of("tools");
    }
    if (single.needs().contains(Need.STRUCTURED_OUTPUT)) {
      return Optional.of("structured-output");
    }
    JsonNode temperature = single.root().path("temperature");
    if (temperature.isNumber() && temperature.doubleValue() == 0) {
      return Optional.of("temperature-0");
    }
    return single.untrimmable(true).filter(NO_VOTE::contains);
  }

  private static VoteOptions options(JsonNode search) {
    if (search.isBoolean()) {
      return VoteOptions.DEFAULT;
    }
    if (search.isTextual()) {
      return VoteOptions.named(search.textValue());
    }
    if (!search.isObject()) {
      throw new SettingException(
          NAME, NAME + " must be true, false, the name of a setting or an object: " + search);
    }
    JsonNode setting = search.path("setting");
    if (!setting.isMissingNode() && !setting.isTextual()) {
      throw new SettingException(
          NAME, NAME + ".setting must be one of " + VoteOptions.NAMES + ": " + setting);
    }
    VoteOptions.Builder builder =
        VoteOptions.builder(
            setting.isMissingNode() ? VoteOptions.DEFAULT : named(setting.textValue()));
    search.forEachEntry(
        (member, value) -> {
          if (!member.equals("setting")) {
            builder.set(member, value(value));
          }
        });
    return builder.build();
  }

  private static VoteOptions named(String setting) {
    try {
      return VoteOptions.named(setting);
    } catch (IllegalArgumentException unknown) {
      throw new SettingException(NAME, NAME + ".setting " + unknown.getMessage());
    }
  }

  private static Object value(JsonNode value) {
    if (value.isNumber()) {
      return value.numberValue();
    }
    return value.isBoolean() ? value.booleanValue() : value.toString();
  }

  private static ChatRequest edited(ChatRequest chat, JsonEdit edit) {
    boolean alone = chat.root().path("pith").size() == 1;
    edit.remove(alone ? "/pith" : "/pith/search");
    try {
      return ChatRequest.parse(edit.applyTo(chat.text()).getBytes(StandardCharsets.UTF_8));
    } catch (BadChatRequestException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package dev.pith.plugin.fake;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A tokenizer whose ids are characters. */
final class Ids {
  private Ids() {}

  static JsonArray of(String text) {
    JsonArray ids = new JsonArray();
    text.chars().forEach(unit -> ids.add(unit + 1_000));
    return ids;
  }

  static JsonObject tokenized(String text) {
    return new JsonObject()
        .put("tokens", of(text))
        .put("count", text.length())
        .put("max_model_len", 4096);
  }

  static String text(JsonArray ids) {
    StringBuilder text = new StringBuilder();
    ids.forEach(id -> text.append((char) ((Number) id).intValue()).setLength(text.length()));
    for (int i = 0; i < text.length(); i++) {
      text.setCharAt(i, (char) (text.charAt(i) - 1_000));
    }
    return text.toString();
  }
}

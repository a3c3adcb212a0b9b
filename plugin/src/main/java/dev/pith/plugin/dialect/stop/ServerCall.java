package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.Json;
import java.nio.charset.StandardCharsets;

/**
 * A {@code POST} to a model server.
 *
 * @param path where to, from the root of the server: {@code /v1/completions}
 * @param json the body
 */
public record ServerCall(String path, String json) {

  /** The route that clients use. */
  public static final String CHAT = "/v1/chat/completions";

  static ServerCall of(String path, JsonNode body) {
    return new ServerCall(path, Json.write(body));
  }

  /** Returns the body in UTF-8. */
  public byte[] body() {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}

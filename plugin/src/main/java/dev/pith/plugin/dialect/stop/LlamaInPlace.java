package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.StopMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code reasoning_control} of llama-server and of the embedded engine: the running stream is told
 * to end its thinking.
 *
 * <p>The words that it ends with are fixed when the request is sent.
 */
final class LlamaInPlace implements InPlaceRecipe {

  @Override
  public StopMethod method() {
    return StopMethod.IN_PLACE_END;
  }

  @Override
  public Set<Extra> extras() {
    return Set.of(Extra.TIMINGS);
  }

  @Override
  public Map<String, String> arming(ChatRequest request, String guide) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("/reasoning_control", "true");
    if (Json.absent(request.root().path("reasoning_budget_message"))) {
      members.put("/reasoning_budget_message", Json.quote(guide));
    }
    return members;
  }

  @Override
  public ServerCall control(String id, String model) {
    ObjectNode body = Json.object().put("id", id).put("action", "reasoning_end");
    if (!model.isEmpty()) {
      body.put("model", model);
    }
    return ServerCall.of(ServerCall.CHAT + "/control", body);
  }
}

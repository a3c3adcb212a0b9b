package dev.pith.plugin.local;

import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of the engine without the log-probabilities in it, which are kept aside. */
final class TakenLogProbs implements UpstreamCall.Listener {

  private final UpstreamCall.Listener reader;
  private final List<Double> taken;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private boolean streams;

  TakenLogProbs(UpstreamCall.Listener reader, List<Double> taken) {
    this.reader = reader;
    this.taken = taken;
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    streams = status == 200;
    reader.onHead(status, reasonPhrase, headers);
  }

  @Override
  public void onBytes(Buffer bytes) {
    if (streams) {
      decoder.onBytes(bytes.getBytes());
    } else {
      reader.onBytes(bytes);
    }
  }

  @Override
  public void onEnd() {
    reader.onEnd();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    reader.onFailure(failure);
  }

  private void onEvent(SseEvent event) {
    String data = String.valueOf(event.data());
    if (!data.equals("[DONE]")) {
      JsonObject chunk = new JsonObject(data);
      for (Object choice : chunk.getJsonArray("choices")) {
        take(((JsonObject) choice).getJsonObject("logprobs"));
        ((JsonObject) choice).putNull("logprobs");
      }
      data = chunk.encode();
    }
    reader.onBytes(Buffer.buffer("data: " + data + "\n\n"));
  }

  /** The chat route has an entry for each token, the other one a list. */
  private void take(@Nullable JsonObject logProbs) {
    if (logProbs != null) {
      for (Object token : logProbs.getJsonArray("content", new JsonArray())) {
        taken.add(((JsonObject) token).getDouble("logprob"));
      }
      for (Object value : logProbs.getJsonArray("token_logprobs", new JsonArray())) {
        taken.add((Double) value);
      }
    }
  }
}

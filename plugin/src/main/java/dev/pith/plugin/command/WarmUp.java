package dev.pith.plugin.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.Prompt;
import dev.pith.plugin.local.request.RequestReader;
import dev.pith.ragcache.reuse.ReuseReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads chunks as they will stand in prompts, so that their KV is kept. */
final class WarmUp {

  /** Where chunks stand in the text of a message. */
  static final String PLACE = "{chunks}";

  /** Where the text of a chunk stands in what is written for it. */
  static final String CHUNK = "{chunk}";

  private final LocalModel model;
  private final ObjectNode request;
  private final String shape;
  private long prompts;
  private long chunks;
  private long kept;
  private long tooLong;
  private long unseen;

  /**
   * Creates one.
   *
   * @param request a chat request with {@value #PLACE} in a message
   * @param shape what is written for a chunk, with {@value #CHUNK} in it
   */
  WarmUp(LocalModel model, ObjectNode request, String shape) {
    this.model = model;
    this.request = request;
    this.shape = shape;
  }

  /**
   * Reads chunks together.
   *
   * @throws BadParameterException when the model cannot be asked so
   */
  void read(List<String> texts) throws BadParameterException {
    String written =
        texts.stream().map(text -> shape.replace(CHUNK, text)).collect(Collectors.joining());
    ObjectNode body = request.deepCopy();
    for (JsonNode message : body.path("messages")) {
      if (message instanceof ObjectNode object && object.path("content").isTextual()) {
        String content = object.get("content").textValue().replace(PLACE, written);
        object.set("content", TextNode.valueOf(content));
      }
    }
    Prompt prompt =
        RequestReader.chat(body, model.tokenizer().size())
            .prompts()
            .encode(model.tokenizer(), model.template())
            .get(0);
    if (prompt.tokens().length >= model.generator().contextTokens()) {
      tooLong += texts.size();
      return;
    }
    Optional<ReuseReport> report = model.keepChunks(prompt);
    prompts++;
    chunks += texts.size();
    int found = report.map(ReuseReport::chunks).orElse(0);
    unseen += Math.max(0, texts.size() - found);
    kept += report.map(read -> read.chunks() - read.hits()).orElse(0);
  }

  /** Tells whether it has read chunks and found none of them in their prompts. */
  boolean foundNothing() {
    return chunks > 0 && unseen == chunks;
  }

  /** Tells whether some chunk could not be kept. */
  boolean leftSomeOut() {
    return tooLong + unseen > 0;
  }

  /** Returns what it has done, in a line. */
  String summary() {
    StringBuilder summary = new StringBuilder();
    summary.append(
        "%,d chunks in %,d prompts: %,d kept now, %,d were there"
            .formatted(chunks, prompts, kept, chunks - unseen - kept));
    if (tooLong > 0) {
      summary.append(", %,d left out: their prompts do not fit the context".formatted(tooLong));
    }
    if (unseen > 0) {
      summary.append(", %,d not recognised in their prompts".formatted(unseen));
    }
    return summary.toString();
  }
}

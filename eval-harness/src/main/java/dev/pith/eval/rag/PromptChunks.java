package dev.pith.eval.rag;

import dev.pith.eval.train.ChatFormat;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.reuse.ChunkedPrompt;
import dev.pith.ragcache.reuse.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes problems with chunks as prompts that say where the chunks stand. Not thread-safe. */
final class PromptChunks {

  private final LocalModel model;
  private int prompts;
  private int otherTokens;

  PromptChunks(LocalModel model) {
    this.model = model;
  }

  /**
   * Returns the prompt of a problem. Its parts are made tokens one by one, so that a chunk has the
   * same tokens wherever it stands.
   *
   * @throws IOException when the model's template does not leave the chunks as they are
   */
  ChunkedPrompt of(Problem problem) throws IOException {
    String text = text(problem);
    Tokenizer tokenizer = model.tokenizer();
    List<int[]> parts = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    int tokens = 0;
    int at = 0;
    for (String chunk : problem.chunks()) {
      String segment = "- " + chunk + "\n\n";
      int found = text.indexOf(segment, at);
      if (found < 0) {
        throw new IOException("the chat template of " + model.name() + " changes the chunks");
      }
      if (found > at) {
        int[] before = tokenizer.encode(text.substring(at, found), parts.isEmpty(), true);
        parts.add(before);
        tokens += before.length;
      }
      int[] own = tokenizer.encode(segment, false, false);
      parts.add(own);
      spans.add(new Span(tokens, tokens + own.length));
      tokens += own.length;
      at = found + segment.length();
    }
    parts.add(tokenizer.encode(text.substring(at), false, true));
    int[] joined = parts.stream().flatMapToInt(IntStream::of).toArray();
    prompts++;
    otherTokens += Arrays.equals(joined, tokenizer.encode(text, true, true)) ? 0 : 1;
    return ChunkedPrompt.of(joined, spans);
  }

  /** Returns how many prompts were written. */
  int prompts() {
    return prompts;
  }

  /** Returns how many of them have other tokens than their text has as a whole. */
  int otherTokens() {
    return otherTokens;
  }

  private String text(Problem problem) throws IOException {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (ChatFormat.Message message : ChatFormat.messages(problem)) {
      messages.add(Map.of("role", message.role(), "content", message.content()));
    }
    try {
      return model.template().render(messages, true, Map.of()).stream()
          .map(TextPiece::text)
          .collect(Collectors.joining());
    } catch (BadParameterException refused) {
      throw new IOException(model.name() + ": " + refused.getMessage(), refused);
    }
  }
}

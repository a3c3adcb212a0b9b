package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.ragcache.engine.token.Detokenizer;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.TokenLogProb;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tokens as the API writes them: by their text, their bytes and their log-probability. */
final class TokenTexts {

  /** JSON has no infinity; vLLM writes this for a token that cannot come. */
  private static final double LEAST_LOG_PROB = -9999;

  private final Tokenizer tokenizer;

  TokenTexts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Returns the text of one token; incomplete characters become U+FFFD. */
  String of(int token) {
    return new String(tokenizer.bytes(token, true), StandardCharsets.UTF_8);
  }

  /** Returns the text that tokens make together. */
  String of(int[] tokens) {
    StringBuilder text = new StringBuilder();
    Detokenizer decoder = tokenizer.detokenizer(true);
    for (int token : tokens) {
      text.append(decoder.next(token));
    }
    return text.append(decoder.end()).toString();
  }

  /** Writes a token with its log-probability into an entry of the chat shape. */
  ObjectNode entry(ObjectNode entry, int token, double logProb) {
    entry.put("token", of(token));
    entry.put("id", token);
    entry.put("logprob", writable(logProb));
    ArrayNode bytes = entry.putArray("bytes");
    for (byte each : tokenizer.bytes(token, true)) {
      bytes.add(each & 0xFF);
    }
    return entry;
  }

  /** Returns the first alternatives, at most so many. */
  static List<TokenLogProb> first(List<TokenLogProb> top, int most) {
    return top.size() <= most ? top : top.subList(0, most);
  }

  /** Returns a log-probability that JSON can hold. */
  static double writable(double logProb) {
    return Math.max(logProb, LEAST_LOG_PROB);
  }
}

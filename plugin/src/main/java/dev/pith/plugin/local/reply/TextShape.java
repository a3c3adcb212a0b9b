package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.local.request.ReplyOptions;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.TokenLogProb;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of the completions route: text as it was generated, thinking and tags included. */
final class TextShape implements ReplyShape {

  private static final String KIND = "text_completion";

  private final ReplyHead head;
  private final ReplyOptions options;
  private final TokenTexts texts;

  /** Where in its text the next token of a choice begins, by the choice's index. */
  private final Map<Integer, Integer> offsets = new HashMap<>();

  TextShape(ReplyHead head, ReplyOptions options, TokenTexts texts) {
    this.head = head;
    this.options = options;
    this.texts = texts;
  }

  @Override
  public @Nullable ObjectNode opening(Choice choice) {
    if (!options.echo() && !options.tokenIds()) {
      return null;
    }
    ObjectNode chunk = chunkWithoutChoice();
    ObjectNode opened = addChoice(chunk, choice, echoed(choice));
    LogProbs logProbs = new LogProbs(choice);
    logProbs.addEchoed();
    logProbs.putInto(opened);
    opened.putNull("finish_reason");
    if (options.tokenIds()) {
      TokenIds.putPrompt(opened, choice);
    }
    return chunk;
  }

  @Override
  public ObjectNode chunk(Choice choice, Delta delta) {
    ObjectNode chunk = chunkWithoutChoice();
    ObjectNode piece = addChoice(chunk, choice, delta.content());
    LogProbs logProbs = new LogProbs(choice);
    delta.tokens().forEach(logProbs::add);
    logProbs.putInto(piece);
    finish(piece, choice, delta);
    return chunk;
  }

  @Override
  public ObjectNode chunkWithoutChoice() {
    ObjectNode chunk = head.object(KIND);
    chunk.putArray("choices");
    return chunk;
  }

  @Override
  public ObjectNode body(List<Choice> choices) {
    ObjectNode body = chunkWithoutChoice();
    for (Choice choice : choices) {
      Delta all = choice.take();
      ObjectNode answer = addChoice(body, choice, echoed(choice) + all.content());
      LogProbs logProbs = new LogProbs(choice);
      logProbs.addEchoed();
      all.tokens().forEach(logProbs::add);
      logProbs.putInto(answer);
      finish(answer, choice, all);
      if (options.tokenIds()) {
        TokenIds.putPrompt(answer, choice);
      }
      if (options.promptLogProbs().isPresent()) {
        answer.set("prompt_logprobs", PromptLogProbs.of(choice, options, texts));
      }
    }
    return body;
  }

  private static ObjectNode addChoice(ObjectNode to, Choice choice, String text) {
    return to.withArray("choices").addObject().put("index", choice.index()).put("text", text);
  }

  private void finish(ObjectNode piece, Choice choice, Delta delta) {
    piece.put("finish_reason", choice.finishReason());
    if (choice.finishReason() != null && !choice.stopText().isEmpty()) {
      piece.put("stop_reason", choice.stopText());
    }
    if (options.tokenIds()) {
      TokenIds.putGenerated(piece, delta);
    }
  }

  private String echoed(Choice choice) {
    return options.echo() ? texts.of(choice.prompt().tokens()) : "";
  }

  /** The log-probabilities of one piece: four lists of the same length. */
  private final class LogProbs {
    private final ObjectNode lists = JsonNodeFactory.instance.objectNode();
    private final ArrayNode tokens = lists.putArray("tokens");
    private final ArrayNode tokenLogProbs = lists.putArray("token_logprobs");
    private final ArrayNode topLogProbs = lists.putArray("top_logprobs");
    private final ArrayNode textOffsets = lists.putArray("text_offset");
    private final Choice choice;

    LogProbs(Choice choice) {
      this.choice = choice;
    }

    void addEchoed() {
      if (!options.echo() || options.topLogProbs().isEmpty()) {
        return;
      }
      place(texts.of(choice.prompt().tokens()[0]));
      tokenLogProbs.addNull();
      topLogProbs.addNull();
      for (ScoredToken token : choice.scores()) {
        add(token.id(), token.logProb(), token.top());
      }
    }

    void add(GeneratedToken token) {
      if (options.topLogProbs().isPresent()) {
        add(token.id(), token.logProb(), token.top());
      }
    }

    void putInto(ObjectNode piece) {
      if (options.topLogProbs().isPresent()) {
        piece.set("logprobs", lists);
      } else {
        piece.putNull("logprobs");
      }
    }

    private void add(int token, double logProb, List<TokenLogProb> top) {
      String text = texts.of(token);
      place(text);
      tokenLogProbs.add(TokenTexts.writable(logProb));
      ObjectNode alternatives = topLogProbs.addObject();
      for (TokenLogProb each : TokenTexts.first(top, options.topLogProbs().orElse(0))) {
        alternatives.put(texts.of(each.id()), TokenTexts.writable(each.logProb()));
      }
      alternatives.put(text, TokenTexts.writable(logProb));
    }

    private void place(String text) {
      int offset = offsets.merge(choice.index(), 0, Integer::sum);
      tokens.add(text);
      textOffsets.add(offset);
      offsets.put(choice.index(), offset + text.length());
    }
  }
}

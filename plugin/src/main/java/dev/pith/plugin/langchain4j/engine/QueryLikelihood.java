package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.exception.InvalidRequestException;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.generate.ScoringRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes the prompt in which a query follows a passage, and asks for the query's tokens. */
final class QueryLikelihood {

  private QueryLikelihood() {}

  /**
   * Returns what is asked of the engine.
   *
   * @throws InvalidRequestException when the query is blank, or the model's template does not write
   *     it
   */
  static ScoringRequest of(LocalModel model, String passage, String query) {
    if (query.isBlank()) {
      throw new InvalidRequestException("the query must not be blank: '" + query + "'");
    }
    List<TextPiece> pieces = pieces(model, passage, query);
    int last = pieces.size() - 1;
    while (last >= 0 && pieces.get(last).parseSpecial()) {
      last--; // what closes the user's turn
    }
    if (last < 0 || !pieces.get(last).text().strip().equals(query.strip())) {
      throw new InvalidRequestException("the model's chat template does not write the query alone");
    }
    int[] before = model.tokenizer().encode(pieces.subList(0, last), true);
    int[] all = model.tokenizer().encode(pieces.subList(0, last + 1), true);
    int differs = Arrays.mismatch(before, all);
    // The first token has nothing before it that could make it likely.
    return ScoringRequest.ofTokens(all, Math.max(1, differs));
  }

  private static List<TextPiece> pieces(LocalModel model, String passage, String query) {
    if (!model.hasChatTemplate()) {
      return List.of(new TextPiece(passage + "\n\n", false), new TextPiece(query, false));
    }
    String notes = "Answer from these notes.\n\n- " + passage + "\n\n";
    List<Map<String, Object>> messages =
        List.of(
            Map.of("role", "system", "content", notes), Map.of("role", "user", "content", query));
    try {
      return model.template().render(messages, false, Map.of());
    } catch (BadParameterException refused) {
      throw new InvalidRequestException(refused);
    }
  }
}

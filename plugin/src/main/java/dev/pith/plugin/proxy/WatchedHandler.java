package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ModelRequest;
import dev.pith.plugin.dialect.WatchedDialect;
import dev.pith.plugin.rag.ChunkVisit;
import dev.pith.plugin.rag.PromptRoute;
import dev.pith.plugin.session.Mode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes the requests of a route whose answers are never edited. All that can be done there is to
 * lower the limit on thinking that a request sets, where the user wants one and the route has it.
 */
final class WatchedHandler extends RouteHandler {

  private final WatchedDialect dialect;
  private final LongAdder budgetsLowered = new LongAdder();
  private final LongAdder budgetsKept = new LongAdder();
  private final LongAdder budgetsIgnored = new LongAdder();

  WatchedHandler(
      Surroundings surroundings,
      PassThrough passThrough,
      WatchedDialect dialect,
      PromptRoute route) {
    super(surroundings, passThrough, route);
    this.dialect = dialect;
  }

  @Override
  String path() {
    return dialect.path();
  }

  @Override
  void admit(
      HttpServerRequest request,
      Buffer body,
      ClientStream client,
      RequestWishes wishes,
      ChunkVisit chunks) {
    ModelRequest asked;
    try {
      asked = dialect.parse(body.getBytes());
    } catch (BadChatRequestException malformed) {
      passMalformed(request, body, client);
      return;
    }
    boolean acts = mode(wishes) == Mode.AUTO;
    OptionalLong limit = limit(wishes);
    ModelRequest sent =
        acts && limit.isPresent() ? dialect.limited(asked, limit.getAsLong()) : asked;
    String reason = acts ? "no-stop-method" : "shadow";
    if (sent != asked) {
      budgetsLowered.increment();
      reason = "effort-lever-only";
    }
    OptionalLong budget = acts ? dialect.budget(sent) : OptionalLong.empty();
    new WatchedAnswer(
            surroundings(),
            client,
            dialect,
            sent,
            wishes.trim(settings().options().trim()),
            reason,
            chunks,
            seen -> BudgetCheck.of(budget, seen).map(this::counted))
        .start(request);
  }

  /** Returns what can be done on this route, and what was, for the status page. */
  Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("path", path());
    status.put("stops", dialect.hasLever() ? "effort lever only" : "none");
    if (dialect.hasLever()) {
      status.put("budgetsLowered", budgetsLowered.sum());
      status.put("budgetsKept", budgetsKept.sum());
      status.put("budgetsIgnored", budgetsIgnored.sum());
    }
    return status;
  }

  /** Returns the limit on thinking that the user wants: that of the request, else the setting. */
  private OptionalLong limit(RequestWishes wishes) {
    if (wishes.thinkingBudgetTokens().isEmpty()) {
      return settings().nativeBudgetTokens();
    }
    int tokens = wishes.thinkingBudgetTokens().getAsInt();
    return tokens == 0 ? OptionalLong.empty() : OptionalLong.of(tokens);
  }

  private BudgetCheck counted(BudgetCheck check) {
    (check.kept() ? budgetsKept : budgetsIgnored).increment();
    return check;
  }
}

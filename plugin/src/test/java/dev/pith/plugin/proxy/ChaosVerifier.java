package dev.pith.plugin.proxy;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A verifier that says Yes to everything, or fails as the plan of an exchange has it. */
final class ChaosVerifier implements Verifier {

  private static final int LATEST_MILLIS = 60;

  private final Vertx vertx;
  private final Map<String, ChaosExchange> exchanges = new ConcurrentHashMap<>();

  ChaosVerifier(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Answers the questions about an exchange from now on. */
  void expect(ChaosExchange exchange) {
    exchanges.put("Question " + exchange.plan.number + "?", exchange);
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return answer(question, excerpt);
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return answer(question, first + second);
  }

  @SuppressWarnings("NullAway") // a verifier of somebody else may break its contract
  private CompletionStage<Optional<Verdict>> answer(String question, String excerpt) {
    ChaosExchange exchange = exchanges.get(question);
    if (exchange == null) {
      throw new AssertionError("there is no such question: " + question);
    }
    Optional<Verdict> yes = Optional.of(new Verdict(1, 20));
    ChaosFault fault = fault(exchange.plan);
    exchange.inject(fault);
    if (fault == null) {
      return CompletableFuture.completedFuture(yes);
    }
    SplittableRandom random = exchange.plan.random(excerpt);
    return switch (fault) {
      case VERIFIER_THROWS -> throw new IllegalStateException("planned");
      case VERIFIER_FAILS -> CompletableFuture.failedFuture(new IllegalStateException("planned"));
      case VERIFIER_NULL -> random.nextBoolean() ? null : CompletableFuture.completedFuture(null);
      case VERIFIER_SILENT -> new CompletableFuture<>();
      case VERIFIER_LATE -> {
        CompletableFuture<Optional<Verdict>> late = new CompletableFuture<>();
        vertx.setTimer(random.nextInt(1, LATEST_MILLIS), fired -> late.complete(yes));
        yield late;
      }
      default -> CompletableFuture.completedFuture(nonsense(random));
    };
  }

  private static @Nullable ChaosFault fault(ChaosPlan plan) {
    return plan.faults.stream()
        .filter(fault -> fault.where == ChaosFault.Where.VERIFIER)
        .findFirst()
        .orElse(null);
  }

  private static Optional<Verdict> nonsense(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Verdict.abstention(OptionalLong.empty()));
      case 2 ->
          Optional.of(
              new Verdict(OptionalDouble.of(random.nextDouble()), OptionalLong.of(Long.MAX_VALUE)));
      default -> Optional.of(Verdict.certain(random.nextBoolean()));
    };
  }
}

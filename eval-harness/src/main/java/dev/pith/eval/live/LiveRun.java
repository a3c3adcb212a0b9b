package dev.pith.eval.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.replay.ChatClient;
import dev.pith.eval.replay.ChatReply;
import dev.pith.eval.train.ChatFormat;
import dev.pith.eval.world.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Puts all problems to the model under every policy.
 *
 * <p>A problem has the same seed under every policy, so that its thinking is the same text up to
 * where a policy cuts it, and differences between policies are differences of the cuts.
 */
final class LiveRun {
  /** Keeps the seeds of runs with neighbouring seeds apart. */
  private static final long SEED_STRIDE = 1_000_003;

  private static final long MAX_SEED = Long.MAX_VALUE >>> 12;

  private final LiveServers servers;
  private final LivePlan plan;
  private final Progress progress;

  /** Hears how far it is. */
  interface Progress {
    /** So many of all problems are done under a policy. */
    void onAnswer(LivePolicy policy, int done, int all);
  }

  LiveRun(LiveServers servers, LivePlan plan, Progress progress) {
    this.servers = servers;
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs the policies.
   *
   * @return the answers by policy, each in the order of the problems
   * @throws IOException when a request fails
   */
  Map<LivePolicy, List<LiveAnswer>> run(List<Problem> problems)
      throws IOException, InterruptedException {
    Map<LivePolicy, List<LiveAnswer>> answers = new EnumMap<>(LivePolicy.class);
    ExecutorService threads = Executors.newFixedThreadPool(plan.concurrency());
    try {
      for (LivePolicy policy : plan.liveInOrder()) {
        IntFunction<OptionalInt> budgets =
            switch (policy) {
              case BUDGET -> budget(equal(answers).one());
              case RANDOM -> budgets(equal(answers).random(plan.seed()));
              default -> problem -> OptionalInt.empty();
            };
        answers.put(policy, ask(threads, policy, problems, budgets));
      }
    } finally {
      threads.shutdownNow();
    }
    List<LiveAnswer> full = LivePlan.of(answers, LivePolicy.FULL);
    if (plan.policies().contains(LivePolicy.FIRST)) {
      answers.put(LivePolicy.FIRST, full.stream().map(StatedCuts::first).toList());
    }
    if (plan.policies().contains(LivePolicy.ORACLE)) {
      answers.put(LivePolicy.ORACLE, full.stream().map(StatedCuts::settled).toList());
    }
    answers.keySet().retainAll(plan.policies());
    return answers;
  }

  private List<LiveAnswer> ask(
      ExecutorService threads,
      LivePolicy policy,
      List<Problem> problems,
      IntFunction<OptionalInt> budgets)
      throws IOException, InterruptedException {
    List<Future<LiveAnswer>> asked = new ArrayList<>();
    for (int i = 0; i < problems.size(); i++) {
      Problem problem = problems.get(i);
      int number = i;
      OptionalInt budget = budgets.apply(i);
      asked.add(
          threads.submit(() -> ask(policy, problem, number, budget, ChatClient.Listener.silent())));
    }
    List<LiveAnswer> answers = new ArrayList<>();
    for (Future<LiveAnswer> answer : asked) {
      try {
        answers.add(answer.get());
      } catch (ExecutionException failure) {
        throw new IOException(
            policy.key() + ", problem " + answers.size() + ": " + failure.getCause(), failure);
      }
      progress.onAnswer(policy, answers.size(), problems.size());
    }
    return answers;
  }

  /**
   * Puts one problem to the model.
   *
   * @param number of the problem, which its seed follows from
   * @param budget limit on the thinking, in the proxy's unit
   * @param listener hears the answer while it comes
   */
  LiveAnswer ask(
      LivePolicy policy,
      Problem problem,
      int number,
      OptionalInt budget,
      ChatClient.Listener listener)
      throws IOException {
    boolean trims = policy != LivePolicy.FULL && policy != LivePolicy.NONE;
    Map<String, String> headers = new HashMap<>();
    headers.put(ChatClient.MODE_HEADER, trims ? "auto" : "off");
    if (budget.isPresent()) {
      headers.put("x-pith-thinking-budget", Integer.toString(budget.getAsInt()));
    }
    ObjectNode body = body(problem, number);
    if (policy == LivePolicy.NONE) {
      body.putObject("chat_template_kwargs").put("enable_thinking", false);
    }
    ChatReply reply = servers.client(policy).stream(body, headers, listener);
    return LiveAnswer.of(problem, reply, servers.takeVerifierTokens(policy, problem.question()));
  }

  private ObjectNode body(Problem problem, int number) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode messages = body.putArray("messages");
    for (ChatFormat.Message message : ChatFormat.messages(problem)) {
      messages.addObject().put("role", message.role()).put("content", message.content());
    }
    long seed = (plan.seed() * SEED_STRIDE + number) & MAX_SEED;
    plan.sampling().addTo(body, seed);
    return body;
  }

  private EqualBudgets equal(Map<LivePolicy, List<LiveAnswer>> answers) {
    return new EqualBudgets(
        LivePlan.of(answers, LivePolicy.FULL), LivePlan.of(answers, LivePolicy.PITH), plan.trim());
  }

  private static IntFunction<OptionalInt> budget(int tokens) {
    return problem -> OptionalInt.of(tokens);
  }

  private static IntFunction<OptionalInt> budgets(List<Integer> tokens) {
    return problem -> OptionalInt.of(tokens.get(problem));
  }
}

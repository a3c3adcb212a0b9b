package dev.pith.eval.vote;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.eval.grade.FinalAnswer;
import dev.pith.eval.live.LiveSampling;
import dev.pith.eval.train.ChatFormat;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.langchain4j.engine.EngineChatRequestParameters;
import dev.pith.plugin.langchain4j.vote.SelfConsistentChatModel;
import dev.pith.plugin.langchain4j.vote.VoteReport;
import dev.pith.plugin.vote.VoteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Puts problems to a model, each voted on. Branch i of a problem has the same seed under every
 * policy, so that it is the same text as far as it is written.
 */
final class VoteRuns {
  /** Keeps the branches of neighbouring problems apart. */
  private static final long SEED_STRIDE = 1_000_003;

  private static final long MAX_SEED = Long.MAX_VALUE >>> 12;
  private static final double NANOS_PER_SECOND = 1e9;

  private final StreamingChatModel engine;
  private final LiveSampling sampling;
  private final long seed;
  private final int concurrency;

  /**
   * @param concurrency problems that are voted on at the same time
   */
  VoteRuns(StreamingChatModel engine, LiveSampling sampling, long seed, int concurrency) {
    this.engine = engine;
    this.sampling = sampling;
    this.seed = seed;
    this.concurrency = concurrency;
  }

  /** Returns what came of the problems, in their order. */
  List<VoteOutcome> run(VoteOptions options, List<Problem> problems) throws InterruptedException {
    SelfConsistentChatModel model =
        SelfConsistentChatModel.builder(engine).options(options).build();
    ExecutorService threads = Executors.newFixedThreadPool(concurrency);
    try {
      List<Future<VoteOutcome>> asked = new ArrayList<>();
      for (int i = 0; i < problems.size(); i++) {
        Problem problem = problems.get(i);
        long first = (seed * SEED_STRIDE + i * SEED_STRIDE) & MAX_SEED;
        asked.add(threads.submit(() -> ask(model, problem, first)));
      }
      List<VoteOutcome> outcomes = new ArrayList<>();
      for (Future<VoteOutcome> outcome : asked) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a problem was not answered", failure.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private VoteOutcome ask(SelfConsistentChatModel model, Problem problem, long firstSeed) {
    EngineChatRequestParameters parameters =
        EngineChatRequestParameters.builder()
            .temperature(sampling.temperature())
            .minP(sampling.minP())
            .seed(firstSeed)
            .build();
    long before = System.nanoTime();
    ChatResponse response =
        model.chat(
            ChatRequest.builder().messages(messages(problem)).parameters(parameters).build());
    double seconds = (System.nanoTime() - before) / NANOS_PER_SECOND;
    VoteReport report = VoteReport.of(response).orElseThrow();
    String answer = Objects.requireNonNullElse(response.aiMessage().text(), "");
    return new VoteOutcome(
        FinalAnswer.isRight(problem, answer),
        answer,
        report.kept().plus(report.lost()).tokens(),
        report.sequentialTokens(),
        report.started(),
        seconds);
  }

  private static List<ChatMessage> messages(Problem problem) {
    List<ChatMessage> messages = new ArrayList<>();
    for (ChatFormat.Message message : ChatFormat.messages(problem)) {
      messages.add(
          message.role().equals("system")
              ? SystemMessage.from(message.content())
              : UserMessage.from(message.content()));
    }
    return messages;
  }
}

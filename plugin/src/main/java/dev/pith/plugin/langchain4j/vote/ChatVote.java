package dev.pith.plugin.langchain4j.vote;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.langchain4j.UsageCounts;
import dev.pith.plugin.vote.BranchListener;
import dev.pith.plugin.vote.BranchSource;
import dev.pith.plugin.vote.LiveVote;
import dev.pith.plugin.vote.LiveVoteBuilder;
import dev.pith.plugin.vote.SerialExecutor;
import dev.pith.plugin.vote.VoteResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One chat that is answered by a vote. Its branches are confined to the vote's executor. */
final class ChatVote implements BranchSource {
  private final StreamingChatModel delegate;
  private final ChatRequest request;
  private final ChatRequestOptions options;
  private final BranchParameters parameters;
  private final Map<Integer, ChatBranch> branches = new LinkedHashMap<>();

  ChatVote(
      StreamingChatModel delegate,
      ChatRequest request,
      ChatRequestOptions options,
      BranchParameters parameters) {
    this.delegate = delegate;
    this.request = request;
    this.options = options;
    this.parameters = parameters;
  }

  /** What came of it. */
  record Voted(ChatResponse response, VoteResult result) {}

  @Override
  public Branch start(int index, BranchListener listener) {
    ChatBranch branch = new ChatBranch(listener);
    branches.put(index, branch);
    ChatRequest own =
        ChatRequest.builder()
            .messages(request.messages())
            .parameters(parameters.of(index, request.parameters()))
            .build();
    delegate.chat(own, options, branch);
    return branch;
  }

  /** Returns the text of the last question. */
  static String question(ChatRequest request) {
    return UserMessage.findLast(request.messages()).map(UserMessage::contents).stream()
        .flatMap(List::stream)
        .filter(TextContent.class::isInstance)
        .map(content -> ((TextContent) content).text())
        .collect(Collectors.joining("\n"));
  }

  /**
   * Votes; returns when nothing runs any more.
   *
   * @param prepare sets how it is voted
   * @throws RuntimeException what the first branch that failed said, when none has answered
   */
  Voted run(UnaryOperator<LiveVoteBuilder> prepare) {
    CompletableFuture<Voted> over = new CompletableFuture<>();
    LiveVote vote =
        prepare
            .apply(LiveVote.builder(this, new SerialExecutor()).question(question(request)))
            .start(result -> complete(result, over));
    try {
      return over.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      vote.cancel();
      throw new LangChain4jException(interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new LangChain4jException(failed.getCause());
    }
  }

  private void complete(VoteResult result, CompletableFuture<Voted> over) {
    if (result.winner().isEmpty()) {
      over.completeExceptionally(
          result
              .failure()
              .orElseGet(
                  () ->
                      new LangChain4jException(
                          "no branch has answered: " + result.reason().label())));
      return;
    }
    ChatBranch winner = branches.get(result.winner().getAsInt());
    ChatResponse response = Objects.requireNonNull(winner, "winner").response();
    over.complete(
        new Voted(withVote(Objects.requireNonNull(response, "response"), result), result));
  }

  private static ChatResponse withVote(ChatResponse answer, VoteResult result) {
    ChatResponse reported = withReport(answer, result.report());
    TokenUsage usage = usage(answer.tokenUsage(), result);
    return usage == null
        ? reported
        : reported.toBuilder()
            .metadata(reported.metadata().toBuilder().tokenUsage(usage).build())
            .build();
  }

  /** Returns a response whose message has a report in its attributes. */
  static ChatResponse withReport(ChatResponse answer, Map<String, Object> report) {
    AiMessage message = answer.aiMessage();
    Map<String, Object> attributes = new LinkedHashMap<>(message.attributes());
    attributes.put(VoteReport.ATTRIBUTE, report);
    return answer.toBuilder().aiMessage(message.toBuilder().attributes(attributes).build()).build();
  }

  /**
   * Returns the usage of all branches: what they were asked and generated. Streams that are
   * cancelled tell none, so that theirs is counted by their pieces; cached and thinking tokens are
   * known only where every branch tells them.
   */
  private static @Nullable TokenUsage usage(@Nullable TokenUsage winner, VoteResult result) {
    if (winner == null) {
      return null;
    }
    UsageReport told = result.usage();
    Integer prompts = count(told.promptTokens());
    return new UsageCounts(
            prompts == null ? winner.inputTokenCount() : prompts,
            Math.toIntExact(result.kept().plus(result.lost()).tokens()),
            count(told.cachedTokens()),
            count(told.reasoningTokens()))
        .inTypeOf(winner);
  }

  private static @Nullable Integer count(OptionalLong tokens) {
    return tokens.isEmpty() ? null : Integer.valueOf(Math.toIntExact(tokens.getAsLong()));
  }
}

package dev.pith.plugin.dialect;

import java.util.List;

/**
 * Something Pith asks an upstream for beyond the client's request: to count tokens exactly, or to
 * know how likely they were.
 */
public enum Extra {
  /** Running usage in every chunk: {@code stream_options.continuous_usage_stats}. */
  RUNNING_USAGE("continuous_usage_stats", true),
  /** Token ids in every chunk: {@code return_token_ids}. Some servers refuse it on streams. */
  TOKEN_IDS("return_token_ids", false),
  /** Timings in every chunk: {@code timings_per_token}. */
  TIMINGS("timings_per_token", false),
  /** The log-probability of every token: {@code logprobs}. */
  LOG_PROBS("logprobs", false);

  private final String member;
  private final boolean streamOption;

  Extra(String member, boolean streamOption) {
    this.member = member;
    this.streamOption = streamOption;
  }

  /** Returns the name of the member that asks for it. */
  String member() {
    return member;
  }

  /** Returns whether that member stands in {@code stream_options}. */
  boolean isStreamOption() {
    return streamOption;
  }

  boolean askedBy(ChatRequest request) {
    return request.asks((streamOption ? "/stream_options/" : "/") + member);
  }

  /** Returns the JSON pointers of what it adds to a chunk. */
  List<String> places() {
    return switch (this) {
      case RUNNING_USAGE -> List.of("/usage");
      case TOKEN_IDS -> List.of("/prompt_token_ids", "/choices/0/token_ids");
      case TIMINGS -> List.of("/timings");
      case LOG_PROBS -> List.of("/choices/0/logprobs");
    };
  }
}

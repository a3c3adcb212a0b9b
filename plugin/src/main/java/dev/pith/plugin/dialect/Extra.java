package dev.pith.plugin.dialect;

/** Something Pith asks an upstream for beyond the client's request, to count tokens exactly. */
public enum Extra {
  /** Running usage in every chunk: {@code stream_options.continuous_usage_stats}. */
  RUNNING_USAGE,
  /** Token ids in every chunk: {@code return_token_ids}. Some servers refuse it on streams. */
  TOKEN_IDS,
  /** Timings in every chunk: {@code timings_per_token}. */
  TIMINGS
}

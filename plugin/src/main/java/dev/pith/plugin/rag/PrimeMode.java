package dev.pith.plugin.rag;

/** Which servers may be given prompts to read ahead. */
public enum PrimeMode {
  /** None. */
  OFF,
  /** llama-server, which reads a prompt without generating anything. */
  LLAMA,
  /** Any: those that cannot read without generating are asked for one token. */
  ANY
}

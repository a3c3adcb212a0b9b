package dev.pith.eval.policy;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.trim.Cut;
import java.util.Optional;

/** Sends a recorded trace through the trimmer and tells where it cuts. Drivers are thread-safe. */
public interface TraceDriver {
  /**
   * What became of a trace.
   *
   * @param cut the cut; empty when the trace ran to its end
   * @param verifierTokens what the verifier was sent, in tokens; 0 for rules
   */
  record Drive(Optional<Cut> cut, long verifierTokens) {}

  /**
   * Drives one trace, from its beginning to its cut or its end.
   *
   * @param trace a trace with text
   */
  Drive drive(RecordedTrace trace);
}

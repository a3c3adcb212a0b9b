package dev.pith.verifier.detect;

import java.util.List;

/** Makes the detectors that come with Pith. */
public final class ProbeDetectors {

  private ProbeDetectors() {}

  /**
   * Returns the detectors of one trace, in the order of the settings.
   *
   * @param settings name them; members that do not come with Pith are left out
   * @param question the user's question; empty when unknown
   * @param endTag what ends a thinking, without white space around it
   * @param prober probes the model of the trace
   */
  public static List<Detector> of(
      DetectorSettings settings, String question, String endTag, Prober prober) {
    SharedProber shared = new SharedProber(prober);
    return settings.kinds().stream()
        .map(
            kind -> {
              Scoring scoring =
                  switch (kind) {
                    case FORCED_ANSWER ->
                        new ForcedAnswer(question, settings.opener(), settings.patience());
                    case CONFIDENCE -> Scoring.confidence();
                    case ENTROPY -> Scoring.entropy();
                    case MARGIN -> Scoring.margin(endTag);
                  };
              return (Detector)
                  (at, thinking) ->
                      shared
                          .probe(at, kind.place(), thinking)
                          .thenApply(
                              reading -> new Detection(scoring.score(reading), reading.cost()));
            })
        .toList();
  }
}

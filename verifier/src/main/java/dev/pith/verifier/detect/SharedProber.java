package dev.pith.verifier.detect;

import dev.pith.verifier.detect.Prober.Place;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Probes every place near a checkpoint once; who asks again pays nothing. Not thread-safe. */
final class SharedProber {

  private final Prober prober;
  private final Map<Place, CompletionStage<ProbeReading>> readings = new EnumMap<>(Place.class);
  private int checkpoint;

  SharedProber(Prober prober) {
    this.prober = prober;
  }

  CompletionStage<ProbeReading> probe(Checkpoint at, Place place, String thinking) {
    if (at.id() != checkpoint) {
      checkpoint = at.id();
      readings.clear();
    }
    CompletionStage<ProbeReading> known = readings.get(place);
    if (known != null) {
      return known.thenApply(reading -> new ProbeReading(reading.tokens(), ProbeCost.NOTHING));
    }
    CompletionStage<ProbeReading> asked = prober.probe(place, thinking);
    readings.put(place, asked);
    return asked;
  }
}

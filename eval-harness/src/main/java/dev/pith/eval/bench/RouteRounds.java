package dev.pith.eval.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured on every way, round by round. */
final class RouteRounds {
  private final Map<String, List<StreamLoad.Measured>> rounds = new LinkedHashMap<>();

  void add(Route route, StreamLoad.Measured measured) {
    rounds.computeIfAbsent(route.name(), none -> new ArrayList<>()).add(measured);
  }

  /** Returns the names of the ways, in the order in which they were first measured. */
  List<String> ways() {
    return List.copyOf(rounds.keySet());
  }

  /** Returns the median of a figure over the rounds of a way; NaN without any. */
  double median(String way, ToDoubleFunction<StreamLoad.Measured> figure) {
    double[] sorted =
        rounds.getOrDefault(way, List.of()).stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}

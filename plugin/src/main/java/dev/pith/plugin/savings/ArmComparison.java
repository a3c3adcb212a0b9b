package dev.pith.plugin.savings;

import dev.pith.plugin.savings.HoldoutEstimate.Cell;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the output tokens of both arms. Thread-safe, and bounded in memory. */
final class ArmComparison {

  /** Clients name models: no more strata than these are told apart. */
  private static final int MAX_STRATA = 500;

  private static final String OTHER_MODELS = "(other)";

  private final Map<Stratum, Cell> cells = new LinkedHashMap<>();

  synchronized void add(RequestRecord request) {
    request
        .comparedTokens()
        .ifPresent(
            tokens -> {
              Cell cell = cell(request.stratum());
              ClusteredMean side = request.arm() == Arm.CONTROL ? cell.control() : cell.treated();
              side.add(request.conversation(), (double) tokens);
            });
  }

  synchronized HoldoutEstimate estimate() {
    return HoldoutEstimate.of(cells);
  }

  private Cell cell(Stratum stratum) {
    boolean room = cells.containsKey(stratum) || cells.size() < MAX_STRATA;
    Stratum known =
        room
            ? stratum
            : new Stratum(OTHER_MODELS, stratum.turn(), stratum.prompt(), stratum.tools());
    return cells.computeIfAbsent(known, unseen -> new Cell());
  }
}

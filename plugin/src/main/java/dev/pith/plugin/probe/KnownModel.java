package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Need;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.stop.StopRecipe;
import dev.pith.plugin.session.CutRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model, and how its cuts went. Guarded by the {@link StopMethods} it is of.
 */
final class KnownModel {
  private final Map<StopMethod, CutRecord> records = new LinkedHashMap<>();
  @Nullable Capabilities capabilities;
  boolean probing;
  long probedAt;
  String build = "";
  long budgetsKept;
  long budgetsIgnored;

  /** Returns how the cuts by a method went. */
  CutRecord record(StopMethod method) {
    return records.computeIfAbsent(method, first -> new CutRecord());
  }

  /** Takes what a probe has found in the place of what was known. */
  void learn(Capabilities found, long nanos) {
    probing = false;
    probedAt = nanos;
    capabilities = found;
    records.clear();
  }

  /** Returns what may be done with a request. */
  StopChoice choice(ChatRequest request) {
    Capabilities known = capabilities;
    if (known == null) {
      return StopChoice.none(null, "probe-not-finished");
    }
    List<StopRecipe> usable =
        known.findings().stream()
            .filter(Finding::proven)
            .map(Finding::recipe)
            .filter(recipe -> record(recipe.method()).objection().isEmpty())
            .toList();
    if (usable.isEmpty()) {
      return StopChoice.none(known, "no-verified-stop-method");
    }
    for (Need need : request.needs()) {
      usable = usable.stream().filter(recipe -> recipe.carries(need)).toList();
      if (usable.isEmpty()) {
        return StopChoice.none(known, need.word());
      }
    }
    return new StopChoice(usable, known, "");
  }

  /** Returns it for the status page. */
  Map<String, Object> status(String model) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("model", model);
    Capabilities known = capabilities;
    if (known == null) {
      status.put("uses", "not known yet");
      return status;
    }
    status.put("uses", StopMethod.NONE.label());
    status.put("overlaps", known.overlaps());
    status.put("budgetsKept", budgetsKept);
    status.put("budgetsIgnored", budgetsIgnored);
    List<Map<String, Object>> methods = new ArrayList<>();
    for (Finding finding : known.findings()) {
      CutRecord cuts = record(finding.recipe().method());
      Optional<String> objection = cuts.objection();
      boolean usable = finding.proven() && objection.isEmpty();
      if (usable && StopMethod.NONE.label().equals(status.get("uses"))) {
        status.put("uses", finding.method());
      }
      Map<String, Object> method = new LinkedHashMap<>();
      method.put("method", finding.method());
      method.put("usable", usable);
      method.put("why", objection.orElse(finding.why()));
      method.put("cuts", cuts.cuts());
      method.put("failures", cuts.failures());
      methods.add(method);
    }
    status.put("methods", methods);
    return status;
  }
}

package dev.pith.plugin.settings;

import dev.pith.verifier.detect.DetectorKind;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.detect.DetectorSettings.Combine;
import dev.pith.verifier.detect.DetectorSettings.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which detectors are asked, and how they are combined. */
final class DetectorValues {

  private static final String DETECTORS = "detectors";
  private static final String THRESHOLDS = "detector-thresholds";
  private static final String WEIGHTS = "detector-weights";

  /** The name of the verdict among the weights. */
  private static final String VERIFIER = "verifier";

  private static final int MOST = 1_000_000;

  private final SettingValues values;

  DetectorValues(SettingValues values) {
    this.values = values;
  }

  DetectorSettings read() {
    List<DetectorKind> kinds = kinds();
    List<String> names = new ArrayList<>(kinds.stream().map(DetectorKind::label).toList());
    Map<String, Double> thresholds = numbers(THRESHOLDS, names);
    names.add(VERIFIER);
    Map<String, Double> weights = numbers(WEIGHTS, names);
    int patience = count("probe-patience");
    List<Member> members = new ArrayList<>();
    try {
      for (DetectorKind kind : kinds) {
        members.add(
            new Member(
                kind.label(),
                thresholds.getOrDefault(kind.label(), kind.threshold()),
                // A forced answer counts its own equal answers in a row.
                kind == DetectorKind.FORCED_ANSWER ? 1 : patience,
                weights.getOrDefault(kind.label(), 1.0)));
      }
      return new DetectorSettings(
          members,
          values.choice("combine", Combine.class),
          values.decimal("combine-threshold", 1).orElse(0),
          weights.getOrDefault(VERIFIER, 1.0),
          count("probe-gap-tokens"),
          patience,
          count("probe-answer-tokens"),
          values.escaped("probe-opener"));
    } catch (SettingException bad) {
      throw bad;
    } catch (IllegalArgumentException bad) {
      throw new SettingException(DETECTORS, DETECTORS + ": " + bad.getMessage());
    }
  }

  private List<DetectorKind> kinds() {
    String text = values.text(DETECTORS);
    List<DetectorKind> kinds = new ArrayList<>();
    for (String name : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      DetectorKind kind =
          DetectorKind.named(name.strip())
              .orElseThrow(
                  () ->
                      new SettingException(
                          DETECTORS,
                          "unknown detector: "
                              + name.strip()
                              + "; known are "
                              + String.join(", ", DetectorKind.labels())));
      if (kinds.contains(kind)) {
        throw new SettingException(
            DETECTORS, "detectors must not name " + kind.label() + " twice: " + text);
      }
      kinds.add(kind);
    }
    return kinds;
  }

  private Map<String, Double> numbers(String key, List<String> names) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    String text = values.text(key);
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] parts = entry.strip().split("=", -1);
      if (parts.length != 2 || !parts[1].matches("[0-9]{1,6}([.][0-9]{0,12})?")) {
        throw new SettingException(
            key, key + " must be made of NAME=NUMBER, joined by commas: " + text);
      }
      if (!names.contains(parts[0])) {
        throw new SettingException(
            key, key + " names " + parts[0] + ", and there are " + String.join(", ", names));
      }
      numbers.put(parts[0], Double.valueOf(parts[1]));
    }
    return numbers;
  }

  private int count(String key) {
    return Math.toIntExact(values.count(key, MOST, 1));
  }
}

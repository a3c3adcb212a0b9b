package dev.pith.plugin.session;

import dev.pith.verifier.detect.Detector;
import dev.pith.verifier.detect.DetectorSettings;
import java.util.List;

/**
 * The detectors of one request.
 *
 * @param settings which they are and how they are combined
 * @param detectors one for each member of the settings, in their order; none where they cannot be
 *     asked, so that none of them ever says that the answer has settled
 */
public record Detecting(DetectorSettings settings, List<Detector> detectors) {

  /** No detectors: the verdict alone decides. */
  public static final Detecting OFF = new Detecting(DetectorSettings.OFF, List.of());

  /** Refuses detectors that do not match the settings. */
  public Detecting {
    detectors = List.copyOf(detectors);
    if (!detectors.isEmpty() && detectors.size() != settings.members().size()) {
      throw new IllegalArgumentException(
          "there must be a detector for each of the "
              + settings.members().size()
              + " members: "
              + detectors.size());
    }
  }
}

package dev.pith.ragcache.engine;

import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on the logits of rows. */
final class LogitsAssert extends AbstractAssert<LogitsAssert, List<float[]>> {

  private LogitsAssert(List<float[]> actual) {
    super(actual, LogitsAssert.class);
  }

  static LogitsAssert assertThatLogits(List<float[]> actual) {
    return new LogitsAssert(actual);
  }

  /** Fails when a logit differs by more than that, and names the one that differs most. */
  LogitsAssert areCloseTo(List<float[]> expected, float tolerance) {
    isNotNull();
    if (actual.size() != expected.size()) {
      failWithMessage("expected %d rows, found %d", expected.size(), actual.size());
    }
    float most = 0;
    String where = "";
    for (int row = 0; row < actual.size(); row++) {
      float[] found = actual.get(row);
      float[] wanted = expected.get(row);
      if (found.length != wanted.length) {
        failWithMessage("row %d: expected %d logits, found %d", row, wanted.length, found.length);
      }
      for (int token = 0; token < found.length; token++) {
        float difference = Math.abs(found[token] - wanted[token]);
        if (!(difference <= most)) {
          most = Float.isNaN(difference) ? Float.POSITIVE_INFINITY : difference;
          where =
              "row %d, token %d: expected %s, found %s"
                  .formatted(row, token, wanted[token], found[token]);
        }
      }
    }
    if (most > tolerance) {
      failWithMessage("logits differ by up to %s (at most %s allowed), %s", most, tolerance, where);
    }
    return this;
  }
}

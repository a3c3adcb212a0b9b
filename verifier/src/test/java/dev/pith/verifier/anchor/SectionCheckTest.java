package dev.pith.verifier.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SectionCheckTest {
  private static final String A = "Let me restate the task: count the pairs that sum to ten.";
  private static final String B = "First attempt: try every pair, which costs n squared steps.";
  private static final String C = "A hash set of seen values makes this linear in n.";
  private static final String D = "Check the sample: the answer is 3, as expected.";
  private static final String ORIGIN = join(A, B, C, D);

  static Stream<Arguments> vectors() {
    return Stream.of(
        Arguments.of(ORIGIN, join(A, B, C, D), true),
        Arguments.of(ORIGIN, join(A, C, D), true),
        Arguments.of(ORIGIN, D, true),
        Arguments.of(ORIGIN, join(A, C, B, D), false),
        Arguments.of(ORIGIN, join(A, C, C, D), false),
        Arguments.of(ORIGIN, "", false),
        Arguments.of(
            ORIGIN, join(A, C, "Therefore we should sort the list and binary search."), false),
        Arguments.of(ORIGIN, join(A, "A set of seen values makes this linear in n.", D), true),
        Arguments.of(ORIGIN, A + " " + B, true),
        Arguments.of(ORIGIN, A.substring(0, 24), false),
        Arguments.of(ORIGIN, A.substring(0, 26), true),
        Arguments.of(ORIGIN, join(A, "", C), false),
        Arguments.of("", "", true),
        Arguments.of(join(A, "", C), join(A, "", C), true));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void match_publishedCheck_vector(String origin, String compressed, boolean accepted) {
    assertThat(SectionCheck.published().match(origin, compressed).isPresent()).isEqualTo(accepted);
  }

  @Test
  void match_accepted_namesTheSections() {
    assertThat(SectionCheck.published().match(ORIGIN, join(A, C, D))).contains(List.of(0, 2, 3));
  }

  @Test
  void match_strict_ignoresEmptySectionsAndRefusesAChangedNumber() {
    String changed = D.replace('3', '4');

    assertThat(SectionCheck.strict().match(ORIGIN, join(A, "", C))).contains(List.of(0, 2));
    assertThat(SectionCheck.published().match(ORIGIN, changed)).contains(List.of(3));
    assertThat(SectionCheck.strict().match(ORIGIN, changed)).isEmpty();
    assertThat(SectionCheck.strict().match(ORIGIN, "")).contains(List.of());
  }

  @Test
  void sections_whiteSpaceThatJavaKeeps_isStripped() {
    assertThat(SectionCheck.published().sections("\u00a0\n a\u202f\n\n\n\u0085b \n\n\u2007"))
        .extracting(SectionCheck.Section::text)
        .containsExactly("a", "b");
  }

  @Test
  void sections_fourLineEnds_leaveAnEmptyOneInBetween() {
    assertThat(SectionCheck.published().sections("a\n\n\n\nb"))
        .containsExactly(
            new SectionCheck.Section("a", 0),
            new SectionCheck.Section("", 3),
            new SectionCheck.Section("b", 5));
    assertThat(SectionCheck.strict().sections("a\n\n\n\nb"))
        .extracting(SectionCheck.Section::startChar)
        .containsExactly(0, 5);
  }

  private static String join(String... sections) {
    return String.join("\n\n", sections);
  }
}

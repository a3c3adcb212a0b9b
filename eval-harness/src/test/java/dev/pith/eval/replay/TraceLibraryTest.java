package dev.pith.eval.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pith.eval.dataset.RecordedTrace;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TraceLibraryTest {

  @Test
  void keys_sameName_areToldApart() {
    TraceLibrary library = new TraceLibrary(List.of(named("a"), named("a"), named("b")));

    assertThat(library.keys())
        .containsExactly("made/small-model/a#0", "made/small-model/a#0~2", "made/small-model/b#0");
    assertThat(library.trace("made/small-model/a#0~2")).isPresent();
  }

  @Test
  void keys_anyId_fitIntoAHeader() {
    TraceLibrary library = new TraceLibrary(List.of(named("größe 7\n漢")));

    assertThat(library.keys()).singleElement().asString().matches("[!-~]+");
  }

  @Test
  void keyFor_question_isFoundByModelAndMessage() {
    RecordedTrace trace = named("a");
    TraceLibrary library = new TraceLibrary(List.of(named("b"), trace));

    assertThat(library.keyFor("small-model", " " + trace.question() + "\n"))
        .contains("made/small-model/a#0");
    assertThat(library.keyFor("other-model", trace.question())).isEmpty();
    assertThat(library.keyFor("small-model", "Something else?")).isEmpty();
  }

  @Test
  void remove_trace_isForgottenWithItsQuestion() {
    TraceLibrary library = new TraceLibrary(List.of(named("a"), named("b")));

    library.remove("made/small-model/a#0");
    library.remove("made/small-model/a#0");

    assertThat(library.keys()).containsExactly("made/small-model/b#0");
    assertThat(library.keyFor("small-model", named("a").question())).isEmpty();
    assertThat(library.models()).containsExactly("small-model");
  }

  @Test
  void add_traceWithoutText_isRefused() {
    RecordedTrace tokensOnly = Recordings.trace("t", "", "", OptionalLong.of(100), List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TraceLibrary(List.of(tokensOnly)))
        .withMessageContaining("t#0");
  }

  private static RecordedTrace named(String id) {
    return Recordings.trace(id, "So it is 21.", "21", OptionalLong.empty(), List.of());
  }
}

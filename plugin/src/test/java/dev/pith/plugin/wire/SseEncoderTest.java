package dev.pith.plugin.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEncoderTest {

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", " x", "{\n  \"a\": 1\n}", "gr\u00fc\u00df \ud83d\ude00"})
  void data_anyText_decodesToItself(String text) {
    List<SseEvent> events = new ArrayList<>();

    new SseDecoder(events::add).onBytes(SseEncoder.data(text));

    assertThat(events).singleElement().extracting(SseEvent::data).isEqualTo(text);
  }

  @Test
  void done_always_isTheTerminator() {
    assertThat(new String(SseEncoder.done(), UTF_8)).isEqualTo("data: [DONE]\n\n");
  }
}

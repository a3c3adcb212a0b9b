package dev.pith.plugin.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineDecoderTest {

  private static final String STREAM = "{\"a\":\"≈\"}\n\n  \r\n{\"b\":2}\r\n{\"half\":";

  @Test
  void onBytes_anyChunking_sameLines() {
    byte[] bytes = STREAM.getBytes(UTF_8);
    for (int size = 1; size <= bytes.length; size++) {
      List<String> lines = new ArrayList<>();
      LineDecoder decoder = new LineDecoder(event -> lines.add(event.data()));
      for (int from = 0; from < bytes.length; from += size) {
        decoder.onBytes(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
      }
      decoder.onEnd();

      assertThat(lines)
          .as("pieces of %s", size)
          .containsExactly("{\"a\":\"≈\"}", "{\"b\":2}", "{\"half\":");
    }
  }

  @Test
  void onBytes_lineBeyondTheLimit_comesInPiecesThatNobodyReads() {
    List<SseEvent> events = new ArrayList<>();
    LineDecoder decoder = new LineDecoder(events::add, 8);

    decoder.onBytes("12345678901234567890\n{}\n".getBytes(UTF_8));

    ByteArrayOutputStream all = new ByteArrayOutputStream();
    events.forEach(event -> all.writeBytes(event.raw()));
    assertThat(all.toString(UTF_8)).isEqualTo("12345678901234567890\n{}\n");
    assertThat(events).filteredOn(event -> event.data() != null).hasSize(1);
    assertThat(events).allMatch(event -> event.raw().length <= 8);
  }
}

package dev.pith.plugin.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseDecoderTest {
  private static final String STREAM =
      ": hello\n\nevent: a\ndata: one\n\ndata: tw\u00f6 \ud83d\ude00\ndata:three\nid: 7\n\n"
          + "data\n\nretry: 5\n\n\ndata:  last";
  private static final List<String> EVENTS =
      List.of(
          "null=null",
          "a=one",
          "null=tw\u00f6 \ud83d\ude00\nthree",
          "null=",
          "null=null",
          "null=null",
          "null= last");

  @Test
  void onBytes_anyChunking_sameEventsAndSameBytes() {
    for (String lineEnd : List.of("\n", "\r\n", "\r")) {
      byte[] stream = STREAM.replace("\n", lineEnd).getBytes(UTF_8);
      for (int size = 1; size <= stream.length; size++) {
        List<SseEvent> events = decode(stream, size);

        String run = "line end of " + lineEnd.length() + " bytes, chunk size " + size;
        assertThat(texts(events)).as(run).isEqualTo(EVENTS);
        assertThat(raw(events)).as(run).isEqualTo(stream);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: x\n\n", "data: x\r\n\r\n", "data: x\r\r", "data: x\r\n\n"})
  void onBytes_blankLine_eventComesWithoutWaitingForTheNext(String stream) {
    List<SseEvent> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(events::add);

    decoder.onBytes(stream.getBytes(UTF_8));

    assertThat(texts(events)).containsExactly("null=x");
  }

  @Test
  void onBytes_randomBytesInRandomPieces_sameEventsAndSameBytes() {
    byte[] alphabet = "data: :\n\n\n\r\r{}event\u00e9".getBytes(UTF_8);
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] stream = new byte[random.nextInt(200)];
      for (int i = 0; i < stream.length; i++) {
        stream[i] = alphabet[random.nextInt(alphabet.length)];
      }
      List<SseEvent> whole = decode(stream, Math.max(1, stream.length));
      List<SseEvent> pieces = new ArrayList<>();
      SseDecoder decoder = new SseDecoder(pieces::add);

      for (int from = 0, to; from < stream.length; from = to) {
        to = Math.min(stream.length, from + 1 + random.nextInt(9));
        decoder.onBytes(stream, from, to - from);
      }
      decoder.onEnd();

      assertThat(texts(pieces)).as("seed %s", seed).isEqualTo(texts(whole));
      assertThat(raw(pieces)).as("seed %s", seed).isEqualTo(stream);
    }
  }

  @Test
  void onBytes_notUtf8_replacedInDataAndKeptInBytes() {
    byte[] stream = {'d', 'a', 't', 'a', ':', (byte) 0xC3, '!', '\n', '\n'};

    List<SseEvent> events = decode(stream, 3);

    assertThat(texts(events)).containsExactly("null=\ufffd!");
    assertThat(raw(events)).isEqualTo(stream);
  }

  @Test
  void onBytes_byteOrderMark_ignoredAtTheStartOnly() {
    List<SseEvent> events = decode("\ufeffdata: a\n\n\ufeffdata: b\n\n".getBytes(UTF_8), 1);

    assertThat(texts(events)).containsExactly("null=a", "null=null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dat: x\n\n", "datax: x\n\n", " data: x\n\n", "DATA: x\n\n"})
  void onBytes_otherField_noData(String stream) {
    assertThat(texts(decode(stream.getBytes(UTF_8), 1))).containsExactly("null=null");
  }

  @Test
  void onBytes_eventBeyondTheLimit_passedOnInPiecesAndReadingGoesOn() {
    String large = "data: " + "x".repeat(95) + "\n\n";
    byte[] stream = (large + "data: small\n\n" + large.repeat(2)).getBytes(UTF_8);
    for (int size = 1; size <= stream.length; size++) {
      List<SseEvent> events = new ArrayList<>();
      SseDecoder decoder = new SseDecoder(events::add, 50);

      feed(decoder, stream, size);

      assertThat(raw(events)).as("chunk size %s", size).isEqualTo(stream);
      assertThat(events).as("chunk size %s", size).hasSize(10);
      assertThat(events).allMatch(event -> event.raw().length <= 50);
      assertThat(events.stream().filter(event -> !event.oversized()))
          .as("chunk size %s", size)
          .singleElement()
          .extracting(SseEvent::data)
          .isEqualTo("small");
    }
  }

  @Test
  void onBytes_eventOfExactlyTheLimit_isRead() {
    List<SseEvent> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(events::add, 9);

    decoder.onBytes("data: x\n\n".getBytes(UTF_8));

    assertThat(texts(events)).containsExactly("null=x");
  }

  @Test
  void constructor_limitBelowOne_refused() {
    assertThatThrownBy(() -> new SseDecoder(event -> {}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  @Test
  void toString_ofAnEvent_showsSizesOnly() {
    SseEvent event = decode("event: e\ndata: secret\n\n".getBytes(UTF_8), 1).get(0);

    assertThat(event.toString()).doesNotContain("secret").contains("dataChars=6", "rawBytes=23");
  }

  private static List<SseEvent> decode(byte[] stream, int chunkSize) {
    List<SseEvent> events = new ArrayList<>();
    feed(new SseDecoder(events::add), stream, chunkSize);
    return events;
  }

  private static void feed(SseDecoder decoder, byte[] stream, int chunkSize) {
    for (int from = 0; from < stream.length; from += chunkSize) {
      decoder.onBytes(stream, from, Math.min(chunkSize, stream.length - from));
    }
    decoder.onEnd();
  }

  private static List<String> texts(List<SseEvent> events) {
    return events.stream().map(event -> event.name() + "=" + event.data()).toList();
  }

  private static byte[] raw(List<SseEvent> events) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    events.forEach(event -> all.writeBytes(event.raw()));
    return all.toByteArray();
  }
}

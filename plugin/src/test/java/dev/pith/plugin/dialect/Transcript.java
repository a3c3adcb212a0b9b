package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A recorded answer of a model server, from a file under {@code transcripts/}.
 *
 * <p>In the file, lines that start with {@code #} are comments, {@code >} marks a request line
 * whose body follows, {@code <} a status line. What follows is the stream, with three marks: {@code
 * ¦} ends a network buffer, {@code ␍} is a carriage return, {@code ⟨E2⟩} is that byte.
 *
 * @param request body of the request, empty if the file has none
 * @param buffers the stream as the network cut it
 */
record Transcript(String request, List<byte[]> buffers) {

  static Transcript load(String name) {
    String file = "/transcripts/" + name + ".txt";
    try (InputStream in = Transcript.class.getResourceAsStream(file)) {
      return parse(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Transcript parse(String file) {
    List<String> lines =
        file.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toList());
    StringBuilder request = new StringBuilder();
    if (!lines.isEmpty() && lines.get(0).startsWith("> ")) {
      lines.remove(0);
      while (!lines.get(0).startsWith("< ")) {
        request.append(lines.remove(0));
      }
    }
    if (!lines.isEmpty() && lines.get(0).startsWith("< ")) {
      lines.remove(0);
    }
    String stream = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    List<byte[]> buffers = new ArrayList<>();
    for (String buffer : stream.split("¦", -1)) {
      buffers.add(bytes(buffer));
    }
    return new Transcript(request.toString(), buffers);
  }

  /** Returns the whole stream. */
  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    buffers.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Returns the events of the whole stream. */
  List<SseEvent> events() {
    List<SseEvent> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(events::add);
    decoder.onBytes(bytes());
    decoder.onEnd();
    return events;
  }

  /** Returns this stream in other buffers, all of one size but the last. */
  Transcript inBuffersOf(int size) {
    byte[] all = bytes();
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < all.length; from += size) {
      pieces.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + size)));
    }
    return new Transcript(request, pieces);
  }

  private static byte[] bytes(String marked) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String text = marked.replace('␍', '\r');
    int from = 0;
    for (int open = text.indexOf('⟨'); open >= 0; open = text.indexOf('⟨', from)) {
      out.writeBytes(text.substring(from, open).getBytes(UTF_8));
      int close = text.indexOf('⟩', open);
      out.write(Integer.parseInt(text.substring(open + 1, close), 16));
      from = close + 1;
    }
    out.writeBytes(text.substring(from).getBytes(UTF_8));
    return out.toByteArray();
  }
}

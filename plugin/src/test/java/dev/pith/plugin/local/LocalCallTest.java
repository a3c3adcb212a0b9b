package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalCallTest {

  private final List<String> heard = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Runnable onBytes = () -> {};

  private final LocalCall call =
      new LocalCall(
          new UpstreamCall.Listener() {
            @Override
            public void onHead(int status, String reasonPhrase, MultiMap headers) {
              heard.add(status + " " + reasonPhrase);
            }

            @Override
            public void onBytes(Buffer bytes) {
              heard.add(bytes.toString());
              onBytes.run();
            }

            @Override
            public void onEnd() {
              heard.add("end");
            }

            @Override
            public void onFailure(UpstreamException failure) {
              heard.add(failure.code());
            }
          });

  private final LocalCall.Source source =
      new LocalCall.Source() {
        @Override
        public void pause() {
          told.add("pause");
        }

        @Override
        public void resume() {
          told.add("resume");
        }

        @Override
        public void cancel() {
          told.add("cancel");
        }
      };

  @Test
  void write_paused_waitsForTheReader() {
    call.madeBy(source);
    call.head(200, "text/plain");
    call.pause();
    write("a");
    call.end();

    List<String> whilePaused = List.copyOf(heard);
    call.resume();

    assertThat(whilePaused).containsExactly("200 OK");
    assertThat(heard).containsExactly("200 OK", "a", "end");
    assertThat(told).containsExactly("pause");
  }

  @Test
  void resume_readerPausesAgainInsideAnEvent_restWaits() {
    call.madeBy(source);
    call.pause();
    write("a");
    write("b");
    onBytes = call::pause;

    call.resume();

    assertThat(heard).containsExactly("a");
    assertThat(told).containsExactly("pause", "pause");
  }

  @Test
  void pause_insideAnEvent_resumeDeliversTheRestOnce() {
    onBytes =
        () -> {
          call.pause();
          call.resume();
        };
    write("a");
    write("b");

    assertThat(heard).containsExactly("a", "b");
  }

  @Test
  void pause_beforeAnythingIsMade_slowsTheMakerFromTheStart() {
    call.pause();

    call.madeBy(source);

    assertThat(told).containsExactly("pause");
  }

  @Test
  void cancel_freesTheMakerAndNothingIsHeard() {
    call.madeBy(source);
    write("a");

    call.cancel();
    call.cancel();
    write("b");
    call.end();

    assertThat(heard).containsExactly("a");
    assertThat(told).containsExactly("cancel");
    assertThat(call.isOpen()).isFalse();
  }

  @Test
  void cancel_insideAnEvent_nothingMoreIsHeard() {
    call.madeBy(source);
    call.pause();
    write("a");
    write("b");
    onBytes = call::cancel;

    call.resume();

    assertThat(heard).containsExactly("a");
    assertThat(told).containsExactly("pause", "cancel");
  }

  @Test
  void write_readerFails_isToldLastAndTheMakerIsFreed() {
    call.madeBy(source);
    onBytes =
        () -> {
          throw new IllegalStateException("planted");
        };

    write("a");
    write("b");

    assertThat(heard).containsExactly("a", "unhandled_answer");
    assertThat(told).containsExactly("cancel");
  }

  private void write(String text) {
    call.write(text.getBytes(StandardCharsets.UTF_8));
  }
}

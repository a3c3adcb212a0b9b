package dev.pith.verifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TextModelTest {

  @Test
  void read_whatWasWritten_givesTheSameProbabilities() throws IOException {
    TextModel model = TextModel.read(new ByteArrayInputStream(written()));

    assertThat(model.ofExcerpt(new int[] {3})).isEqualTo(1 / (1 + Math.exp(-1.5)));
    assertThat(model.inTrace(new int[] {3})).isEqualTo(0.5);
  }

  @Test
  void read_oneBitChanged_isAnError() throws IOException {
    byte[] file = written();
    file[100] ^= 1;

    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void read_fileOfAnotherKind_isAnError() throws IOException {
    byte[] file = written();
    file[0] = 'X';

    assertThatThrownBy(() -> TextModel.read(new ByteArrayInputStream(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not weights");
  }

  @Test
  void read_truncatedOrTooLong_isAnError() throws IOException {
    byte[] file = written();

    for (int length : new int[] {0, 1, file.length - 1, file.length + 1}) {
      assertThatThrownBy(
              () -> TextModel.read(new ByteArrayInputStream(Arrays.copyOf(file, length))))
          .as("length %s", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bytes");
    }
  }

  @Test
  void shipped_isThere_andSmall() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    TextModel.shipped().write(out);

    assertThat(out.size()).isLessThan(200 * 1024);
  }

  private static byte[] written() throws IOException {
    float[] excerpt = new float[Cues.SIZE];
    excerpt[3] = 1.5f;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TextModel(excerpt, new float[Cues.SIZE]).write(out);
    return out.toByteArray();
  }
}

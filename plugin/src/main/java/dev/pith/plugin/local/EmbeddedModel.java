package dev.pith.plugin.local;

import dev.pith.ragcache.engine.gguf.GgufFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The small reasoning model that comes with Pith, trained for it on generated problems: what runs
 * where there is no other. Its model card stands beside the resource.
 */
final class EmbeddedModel {

  /** The resource; its name without the ending is what clients call the model. */
  private static final String RESOURCE = "pith-small.gguf";

  private EmbeddedModel() {}

  /**
   * Reads it into memory.
   *
   * @throws IOException when the resource is absent or damaged
   */
  static GgufFile file() throws IOException {
    byte[] bytes = bytes();
    ByteBuffer content = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    return GgufFile.of(Path.of(RESOURCE), content);
  }

  /**
   * Returns the name of its content.
   *
   * @throws IOException when the resource is absent
   */
  static String fingerprint() throws IOException {
    return ModelFingerprint.of(bytes());
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = EmbeddedModel.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FileNotFoundException("the model that comes with Pith is absent: " + RESOURCE);
      }
      return in.readAllBytes();
    }
  }
}

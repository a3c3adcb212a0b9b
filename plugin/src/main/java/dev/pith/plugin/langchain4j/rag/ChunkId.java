package dev.pith.plugin.langchain4j.rag;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names chunks by their text: the same text has the same name, everywhere and for ever. */
final class ChunkId {

  private static final int BYTES = 6;

  private ChunkId() {}

  /** Returns the name of a text: 12 hexadecimal digits of its SHA-256. */
  static String of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}

package dev.pith.plugin.rag;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A name for everything that was added to it, in order. Not thread-safe. */
final class PromptDigest {
  private final MessageDigest digest = sha256();

  /** Adds a text, told apart from others beside it. */
  PromptDigest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
    return this;
  }

  /** Returns the name so far; more may be added afterwards. */
  String name() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible); // the JDK's own can be cloned
    }
  }

  static String of(String... texts) {
    PromptDigest digest = new PromptDigest();
    for (String text : texts) {
      digest.add(text);
    }
    return digest.name();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}

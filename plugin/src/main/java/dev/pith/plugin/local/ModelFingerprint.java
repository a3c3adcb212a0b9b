package dev.pith.plugin.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells models apart whose KV must never meet: a name made from the bytes of their files. */
final class ModelFingerprint {

  /*
   * To read all of a large file would take longer than to open it. Training changes every matrix,
   * so that windows all over the file see it.
   */
  private static final int WINDOWS = 512;
  private static final int WINDOW_BYTES = 4096;

  private ModelFingerprint() {}

  /**
   * Returns the name of a file's content.
   *
   * @throws IOException when it cannot be read
   */
  static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
      long step = Math.max(WINDOW_BYTES, size / WINDOWS);
      ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
      for (long at = 0; at < size; at += step) {
        window.clear();
        int read;
        do {
          read = channel.read(window, at + window.position());
        } while (read >= 0 && window.hasRemaining());
        digest.update(window.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the name of a content. */
  static String of(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }
}

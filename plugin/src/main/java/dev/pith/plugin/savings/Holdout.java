package dev.pith.plugin.savings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Leaves a share of all conversations untrimmed, so that what trimming saves is measured and not
 * guessed.
 *
 * <p>A conversation is known by its model and the beginning of its first user message, so that all
 * its turns are on one side and its prompt stays in the server's cache. Immutable and thread-safe.
 *
 * @param share share of the conversations that are left as they are, in [0, 1]
 * @param salt makes the choice another one in every installation; may be empty
 */
public record Holdout(double share, String salt) {

  private static final int MAX_TEXT_CHARS = 512;
  private static final double MAX_DRAW = 0xFFFF_FFFFL;
  private static final int DRAW_DIGITS = 8;

  /** Refuses a share out of range. */
  public Holdout {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in [0, 1]: " + share);
    }
  }

  /**
   * Returns what stands for a conversation in records: a hash, from which nothing can be read back
   * without the salt.
   *
   * @param model the model that is asked for, empty when none is named
   * @param firstUserText the text of the first user message
   * @return 64 hexadecimal digits
   */
  public String conversation(String model, String firstUserText) {
    String text = firstUserText.substring(0, Math.min(firstUserText.length(), MAX_TEXT_CHARS));
    String salted = salt.isEmpty() ? "" : salt + "\0";
    return sha256(salted + model + "\0" + text);
  }

  /** Returns the side that a conversation is on. */
  public Arm arm(String conversation) {
    String digits = sha256("arm:" + conversation).substring(0, DRAW_DIGITS);
    return Long.parseLong(digits, 16) / MAX_DRAW < share ? Arm.CONTROL : Arm.TREATED;
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) { // every Java platform has it
      throw new IllegalStateException(impossible);
    }
  }
}

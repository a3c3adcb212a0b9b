package dev.pith.plugin.settings;

/** A setting whose value cannot be used. */
public final class SettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * Creates the complaint.
   *
   * @param key the setting
   * @param complaint what is wrong with which value; begins with the name of the setting
   */
  public SettingException(String key, String complaint) {
    super(complaint);
    this.key = key;
  }

  /** Returns the setting. */
  public String key() {
    return key;
  }
}

package dev.pith.plugin.local.request;

/** Whether an answer may call tools. */
public enum ToolUse {
  /** None are offered: whatever the model writes is text. */
  NONE,
  /** It ends with its first call. */
  ONE_CALL,
  /** It may make any number of calls. */
  CALLS
}

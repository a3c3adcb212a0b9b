package dev.pith.plugin.local.reply;

import dev.pith.plugin.dialect.ErrorBody;

/** Where an answer is written to. */
public interface ReplySink {

  /** Begins the answer. */
  void head(int status, String contentType);

  /** Writes the next bytes of the answer. */
  void write(byte[] bytes);

  /** Ends the answer. */
  void end();

  /** Answers with a whole body. */
  void reply(int status, byte[] json);

  /** Answers with an error. */
  void reply(ErrorBody error);
}
